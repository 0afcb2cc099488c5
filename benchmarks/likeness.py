"""How often copies of examples are found, how often honest rows are taken for copies, and how long it takes."""

import time
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

from sklearn.datasets import load_breast_cancer, load_iris, load_wine

from evaluations.prototypes.datasets.likeness import likeness
from tests.sentences import unlike

SEED = [tomllib.loads(path.read_text())["examples"] for path in sorted(Path("marketplace/local/seed").glob("*.toml"))]
FILLERS = (
    *("please", "now", "today", "thanks", "asap", "kindly", "again", "sir", "hello", "urgent", "ok", "you know"),
    *("I think", "just saying", "by the way", "as I said before", "sorry to bother you"),
)
LONG = "and so on and so forth, as everybody knows by now, thank you very much for reading all of this"
SENTENCES, COPIES, ROUNDS = 15, 4, 20
Rows = Sequence[tuple[str, str]]
Copying = Callable[[str, Random, Sequence[str]], str]


def swapped(text: str, chance: Random, _: Sequence[str]) -> str:
    at = chance.randrange(len(text) - 1)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


KINDS: dict[str, Copying] = {
    "words behind": lambda text, chance, fillers: f"{text} {chance.choice(fillers)}",
    "words before": lambda text, chance, fillers: f"{chance.choice(fillers)}, {text}",
    "a long sentence behind": lambda text, *_: f"{text} {LONG}",
    "punctuation": lambda text, chance, _: text.replace(" ", chance.choice((", ", " - ", "... "))) + "!",
    "a number": lambda text, chance, _: f"{text} {chance.randrange(10_000)}",
    "case": lambda text, chance, _: chance.choice((text.upper(), text.title(), text.swapcase())),
    "a doubled word": lambda text, chance, _: f"{text} {chance.choice(text.split())}",
    "a made-up word": lambda text, chance, _: f"{text} {unlike(chance.randrange(10**6)).split()[0]}",
    "two letters swapped": swapped,
}


def main() -> None:
    print("Copies that are found, of 4 of each of 15 sentences of the seed; in brackets without the sentence itself")
    for kind in KINDS:
        shares = [f"{found(kind, size, True):.0%} ({found(kind, size, False):.0%})" for size in (3, 5, 100)]
        print(f"  {kind}: {shares[0]} of 3 words, {shares[1]} of 5 words, {shares[2]} of whole sentences")
    print(f"Rows of two forms that differ in a number alone: {forms('late', 'lost')} of 24 rows are different")
    print(f"The same with another output for one row of each form: {forms('late', 'lost', odd=2)} of 24")
    print("Honest rows that count as a copy of another")
    rows = [[(given, expected) for given, expected in examples] for examples in SEED]
    print(f"  seed: {sum(map(copies, rows))} of {sum(map(len, rows))} in {len(rows)} ideas")
    for name, table in (("iris", load_iris()), ("wine", load_wine()), ("breast cancer", load_breast_cancer())):
        told = [", ".join(f"{name} {value:g}" for name, value in zip(table.feature_names, row, strict=True))
                for row in table.data]  # fmt: skip
        flowers = list(dict.fromkeys(zip(told, map(str, table.target), strict=True)))
        print(f"  {name}, as rows of text: {copies(flowers)} of {len(flowers)}")
    everything = [(given, "all") for examples in SEED for given, _ in examples]
    print(f"  all inputs of the seed in one idea with one output: {copies(everything)} of {len(everything)}")
    many = [(f"{given} {unlike(number)}", "all") for number, (given, _) in enumerate(everything * 4)][:2_000]
    began = time.process_time()
    likeness(many)
    took, letters = time.process_time() - began, sum(len(given) for given, _ in many)
    print(f"{len(many):,} rows of {letters:,} letters: {took:.1f} s of a processor")


def copies(rows: Rows) -> int:
    return len(rows) - likeness(rows).different


def forms(*outputs: str, odd: int = 0) -> int:
    """How many of 24 rows count as different. `odd`: how many of them expect something else."""
    rows = [
        (f"Order {number} is {outputs[number % 2]}", outputs[(number + (number < odd)) % 2]) for number in range(24)
    ]
    return likeness(rows).different


def found(kind: str, size: int, with_original: bool) -> float:
    """The share of the copies that count as one with their sentence or another copy of it."""
    missed = 0
    for number in range(ROUNDS):
        chance = Random(number)
        sentences = chance.sample([given for examples in SEED for given, _ in examples], SENTENCES)
        fillers = chance.sample(FILLERS, 4)
        rows = []
        for whole in sentences:
            text = " ".join(whole.split()[:size])
            rows += [KINDS[kind](text, chance, fillers) for _ in range(COPIES - with_original)] + [text] * with_original
        groups = likeness([(text, "all") for text in rows]).same
        for start in range(0, len(rows), COPIES):
            missed += len(set(groups[start : start + COPIES])) - 1
    return 1 - missed / (ROUNDS * SENTENCES * (COPIES - 1))
