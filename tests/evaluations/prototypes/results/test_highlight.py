"""The passage shown of a document that a search found."""

from time import process_time

from hypothesis import given
from hypothesis import strategies as st

from evaluations.prototypes.results.highlight import MAX_CHARACTERS, best_passage

BINS = "Dogs need a tag here. The grey bin is emptied on Monday. Put it out before six."


def test_passage_begins_with_the_sentence_that_speaks_of_the_question() -> None:
    assert best_passage(BINS, "When is my BIN emptied?") == "The grey bin is emptied on Monday. Put it out before six."
    assert best_passage(BINS, "zebra") == BINS
    assert best_passage(f"The town hall is old. {BINS}", "must my dog have a tag").startswith("Dogs need a tag here.")
    assert best_passage("An ox is slow. Dogs bark.", "o") == "An ox is slow. Dogs bark."
    assert best_passage(f"{'Long words. ' * 200}\n\nA tag.", "tag") == "A tag."


def test_long_question_about_a_long_document_takes_no_second() -> None:
    words = [f"{number:05d}" for number in range(3_000)]
    text = ". ".join(" ".join(words[(17 * number) % 3_000 :][:2]) for number in range(8_000))
    began = process_time()
    assert best_passage(text, " ".join(words))
    assert process_time() - began < 0.5  # at the most that a document and a question may hold


@given(st.text(max_size=300), st.text(max_size=40))
def test_any_text_has_a_passage_that_is_part_of_it(text: str, query: str) -> None:
    found = best_passage(text, query)
    assert "".join(found.split()) in "".join(text.split()) or not text.strip()
    assert len(found) <= max(MAX_CHARACTERS, len(text))
