"""The picture beside a shared link: it is a whole picture, whatever people and models wrote."""

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from ideas.pie import Slice
from ideas.poster import HEIGHT, WIDTH, as_png, estimated, lines, poster
from ideas.proof import Count, Finding, Pair, Rightness, Unit

SLICES = [Slice("works", "known", 0.5, 0.8), Slice("cheap", "known", 0.95, 0.97, clears=True)]
PAIR = Pair(
    11, 24, "zip came off in my hand", Rightness.RIGHT, "faulty", "faulty", "note in the parcel", "why it came back"
)
COUNT = Count(16, 24, Finding.STANDS, Unit.EXAMPLES, 5, 24)
PNG = b"\x89PNG\r\n\x1a\n"


def drawn(title: str = "Why things come back", pair: Pair | None = PAIR, count: Count | None = COUNT) -> str:
    return poster(title, "The note in the parcel says the zip broke.", SLICES, pair, count, moment=False)


def words_of(svg: str) -> str:
    return " ".join(etree.fromstring(svg.encode()).itertext())


def test_poster_says_pitch_pair_and_number() -> None:
    said = words_of(drawn())
    for words in (
        "Why things come back",
        "The note in the parcel",
        "zip came off",
        "faulty",
        "right",
        "16 of 24 right",
    ):
        assert words in said
    assert "guessing gets 5" in said


def test_poster_of_a_wrong_answer_says_what_it_should_be() -> None:
    wrong = Pair(1, 24, "brown bin not emptied", Rightness.WRONG, "roads", "waste")
    assert "wrong, should be waste" in words_of(drawn(pair=wrong))


def test_poster_of_an_idea_that_nobody_tried_has_no_number() -> None:
    said = words_of(drawn(pair=None, count=None))
    assert "Why things come back" in said and "right" not in said


def test_poster_is_a_picture_of_the_size_that_networks_ask_for() -> None:
    png = as_png(drawn())
    assert png.startswith(PNG)
    assert (int.from_bytes(png[16:20]), int.from_bytes(png[20:24])) == (WIDTH, HEIGHT)


@given(
    st.text(max_size=300), st.text(max_size=200), st.sampled_from([Rightness.RIGHT, Rightness.WRONG, Rightness.WAITING])
)
def test_whatever_is_written_the_poster_is_well_formed(title: str, text: str, verdict: Rightness) -> None:
    etree.fromstring(drawn(title, Pair(1, 2, text, verdict, text, text, text, text)).encode())


def test_hostile_text_is_drawn_as_text() -> None:
    svg = drawn(
        '</text><script>x</script>&"', Pair(1, 2, "<image href='file:///etc/passwd'/>", Rightness.RIGHT, "\x00\x1b[")
    )
    tags = {etree.QName(element).localname for element in etree.fromstring(svg.encode()).iter()}
    assert not tags & {"script", "image", "use", "foreignObject"}
    assert as_png(svg).startswith(PNG)


@given(st.text(max_size=400), st.integers(1, 4))
def test_lines_fit_and_lose_nothing_but_the_end(text: str, most: int) -> None:
    found = lines(text, 46, 800, most=most)
    assert len(found) <= most
    assert all(estimated(line, 46) <= 800 for line in found)
    whole, shown = " ".join(text.split()), " ".join(found).replace(" ", "")
    assert whole.replace(" ", "").startswith(shown.removesuffix("…"))
