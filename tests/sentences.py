"""Texts for examples: two kinds of trouble whose words do not hold their label, and any number that are all unlike."""

from random import Random

PUMPS = [
    (text, "pump")
    for text in (
        "Dirty water drips from the seal behind the barn",
        "It hums when switched on, yet no water reaches the hose",
        "The worn impeller lets the water tank fill far too slowly",
        "Every evening the water pressure at our tap drops to nothing",
        "Somewhere the suction line draws air instead of water",
        "Since the frost a loud grinding shakes the water housing",
        "Our cellar is under water because the float switch sticks",
        "Oil from the shaft bearing has got into the drinking water",
        "Sprinklers gave out: breaker tripped, motor cold, dry beds, no water",
        "For three days the cattle have had no water from the well",
        "A cracked gasket sprays hot water over the boiler wall",
        "After ten minutes the motor overheats and the water stops",
    )
]
ROADS = [
    (text, "road")
    for text in (
        "Cars hit a deep hole in asphalt here; one axle broke",
        "Crumbling kerb outside the school, cars scrape their tyres",
        "Last night's storm washed gravel across both lanes, cars crawl",
        "Faded stripes: cars no longer see the zebra crossing at dusk",
        "Heavy lorries and cars pressed ruts into the tar here",
        "This manhole cover rattles whenever cars roll across",
        "Fallen birch blocks a junction, cars queue as far as town",
        "Wet leaves below the bridge make cyclists and cars slide",
        "Somebody's van flattened the roundabout sign, so cars go wrong",
        "Ice on that hill: cars skid, and the plough never comes",
        "Cracks along the highway shake cars and swallow scooters",
        "Speeding cars here: a hump was removed from our street",
    )
]

NOTES = [
    ("Kettle trips the fuse", "electrics"),
    ("Radio hums and fades", "electrics"),
    ("Lamp flickers when touched", "electrics"),
    ("Toaster stays cold", "electrics"),
    ("Drill smells of burning", "electrics"),
    ("Mixer turns only backwards", "electrics"),
    ("Zip of a jacket is stuck", "sewing"),
    ("Hem hangs loose at the back", "sewing"),
    ("Button fell off this coat", "sewing"),
    ("Seam split under one arm", "sewing"),
    ("Curtains need shortening", "sewing"),
    ("Torn knee of grey trousers", "sewing"),
]


def unlike(number: int) -> str:
    """Four made-up words that the texts of other numbers do not share."""
    chance = Random(number)
    words = ["".join(chance.choice("bdfgklmnprstvz") + chance.choice("aeiou") for _ in range(4)) for _ in range(4)]
    return " ".join(words)
