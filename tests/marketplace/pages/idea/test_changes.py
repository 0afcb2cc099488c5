"""The word diff of two versions."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ideas.texts import PROSE_TEXTS
from marketplace.pages.idea.changes import CONTEXT, Piece, changed, entries, pieces

# What stayed is shortened from 2 * CONTEXT words and spaces on, and then is not there whole.
text = st.text(st.sampled_from("ab \n."), max_size=2 * CONTEXT)


def joined(found: list[Piece], *kinds: str) -> str:
    return "".join(piece.text for piece in found if piece.kind in kinds)


@given(text, text)
def test_pieces_hold_both_texts_whole(before: str, after: str) -> None:
    found = list(pieces(before, after))

    assert joined(found, "same", "gone") == before
    assert joined(found, "same", "new") == after


def test_pieces_compare_words() -> None:
    assert list(pieces("A clerk reads mail.", "A clerk sorts mail.")) == [
        Piece("same", "A clerk "),
        Piece("gone", "reads"),
        Piece("new", "sorts"),
        Piece("same", " mail."),
    ]


def test_pieces_shorten_what_stayed_around_a_change() -> None:
    many = " ".join(f"w{n}" for n in range(200))

    found = list(pieces(f"{many} old {many}", f"{many} new {many}"))

    assert found[0].text.startswith(" … ") and found[0].text.endswith("w199 ")
    assert len(found[0].text.split()) == CONTEXT + 1
    assert found[-1].text.endswith(" … ")


def test_pieces_of_texts_that_have_little_in_common_are_not_compared_word_by_word() -> None:
    before = " ".join(str(n % 101) for n in range(2_000))
    after = " ".join(str(n * 37 % 101) for n in range(2_000))

    assert [piece.kind for piece in pieces(before, after)] == ["same", "gone", "new"]


def test_changed_names_only_what_differs() -> None:
    same: dict[str, Any] = {text.name: text.label for text in PROSE_TEXTS}
    before = same | {"fits": ["Cost"], "work_fields": ["law"], "tags": ["a", "b"]}

    assert changed(before, before) == []
    assert [field.label for field in changed(before, before | {"pitch": "Q", "tags": ["b", "a"]})] == ["Pitch", "Tags"]


def test_entries_show_what_left_and_what_came() -> None:
    assert entries(["a", "b"], ["b", "c"]) == [
        Piece("gone", "a"), Piece("same", ", "), Piece("same", "b"), Piece("same", ", "), Piece("new", "c"),
    ]  # fmt: skip
    assert entries(["a"], []) == [Piece("gone", "a")]
