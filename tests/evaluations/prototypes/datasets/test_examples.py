"""Problems that prevent publishing, each with its row, and changes that are made without asking."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.prototypes.datasets.examples import MAX_ROWS, MIN_ROWS, Checked, check, content_hash
from evaluations.prototypes.datasets.inference import infer
from tests.sentences import NOTES, unlike

Rows = list[tuple[str, str]]


def good(count: int = 12) -> Rows:
    return [(f"message number {number}", "ab"[number % 2]) for number in range(count)]


def messages(checked: Checked) -> str:
    return "\n".join(problem.message for problem in checked.problems)


def test_good_rows_pass_as_they_are() -> None:
    checked = check(good())
    assert (checked.rows, checked.positions, checked.problems, checked.notices) == (good(), [*range(1, 13)], [], [])


def test_checked_rows_pass_again_unchanged() -> None:
    once = check([*good(), ("message number 1", "B"), (" spaced ", "a ")])
    assert check(once.rows).rows == once.rows


def test_no_rows_ask_for_the_least_number() -> None:
    assert messages(check([])) == "There are no examples. Give at least 8."


def test_blank_rows_are_passed_over_but_counted() -> None:
    checked = check([("", ""), *good(), (" ", "\t"), ("last", "a")])
    assert not checked.problems
    assert checked.positions == [*range(2, 14), 15]


def test_row_over_the_most_is_refused_with_how_many_to_leave_out() -> None:
    assert not check(good(MAX_ROWS)).problems
    assert messages(check(good(MAX_ROWS + 1))) == "2,001 rows; the most is 2,000. Leave 1 out."


def test_too_many_bytes_are_refused() -> None:
    assert "the most is 1,000,000" in messages(check([(f"{n} " + "é" * 10_000, "ab"[n % 2]) for n in range(60)]))


@pytest.mark.parametrize(
    ("rows", "same"),
    [(good(MIN_ROWS - 1), ""), ([*good(7), ("Message number 1!", "b")], "Rows 2 and 8 say the same. ")],
)
def test_too_few_different_examples_say_which_are_the_same_and_how_many_to_add(rows: Rows, same: str) -> None:
    assert messages(check(rows)) == f"7 different examples; at least 8 are needed. {same}Add 1 or more."


def test_rows_that_say_the_same_are_named_and_count_as_one() -> None:
    rows = [*NOTES, *((f"{NOTES[0][0]} {word}", NOTES[0][1]) for word in ("please", "now", "today", "asap", "again"))]
    checked = check([("", ""), *rows, (f"{NOTES[1][0]}!!", NOTES[1][1])])
    assert (len(checked.rows), checked.different, checked.problems) == (18, 12, [])
    assert checked.notices[-2:] == [
        "Rows 2, 14, 15, 16, 17 and 1 more say the same, and count as one example.",
        "Rows 3 and 19 say the same, and count as one example.",
    ]


def test_one_label_only_names_it_and_what_to_add() -> None:
    problem = check([(unlike(number), "spam") for number in range(9)]).problems[0]
    assert problem.field == "expected"
    assert problem.message.startswith('Every row expects "spam". Add rows that expect another label, at least two')


def test_one_label_only_is_allowed_where_text_is_asked_for() -> None:
    assert not check([(unlike(number), "spam") for number in range(9)], "answer").problems


def test_exact_duplicates_are_left_out_with_a_notice() -> None:
    checked = check([*good(), (" message number 3", "b ")])
    assert (checked.rows, checked.problems) == (good(), [])
    assert checked.notices == ["Row 13 repeats row 4 and was left out."]


def test_conflicting_labels_for_one_input_name_both_rows() -> None:
    problem = check([*good(), (" message number 3", "a")]).problems[0]
    assert (problem.row, problem.field) == (13, "expected")
    assert problem.message == 'Rows 4 and 13 have the same input but expect "b" and "a". Keep one of them.'


@pytest.mark.parametrize(
    ("one", "other"), [("polish", "Polish"), ("a  b", "a b"), ("10²", "10^2"), ("hop", "h\u200dop"), ("1", "1.0")]
)
def test_inputs_that_differ_a_little_can_be_published_and_are_said(one: str, other: str) -> None:
    checked = check([*good(), (one, "a"), (other, "b")])
    assert ((one, "a") in checked.rows, (other, "b") in checked.rows, checked.problems) == (True, True, [])
    assert checked.notices == [
        'Rows 13 and 14 differ only in case, spacing or what cannot be seen, but expect "a" and "b". '
        "If that is a mistake, keep one of them."
    ]


def test_power_and_number_can_be_published_without_a_word() -> None:
    checked = check([*good(), ("10²", "a"), ("102", "b")])
    assert (len(checked.rows), checked.problems, checked.notices) == (14, [], [])


def test_case_as_the_signal_can_be_published() -> None:
    words = [("polish", "Polish"), ("march", "March"), ("china", "China"), ("may", "May"), ("turkey", "Turkey")]
    checked = check([row for low, high in words for row in ((low, "word"), (high, "name"))])
    assert (len(checked.rows), checked.problems) == (10, [])


def test_half_filled_rows_name_the_field() -> None:
    problems = check([*good(), ("", "a"), ("x", "")]).problems
    assert [(problem.row, problem.field) for problem in problems] == [(13, "input"), (14, "expected")]


@pytest.mark.parametrize(
    ("text", "reason"),
    [("x" * 20_001, "has 20,001 characters"), ("a\x00b", "holds a NUL"), ("a\ud800b", "holds half of a character")],
)
def test_text_that_cannot_be_kept_names_row_and_field(text: str, reason: str) -> None:
    problems = check([*good(), (text, "a"), ("x", text)], "answer").problems
    assert [(problem.row, problem.field) for problem in problems] == [(13, "input"), (14, "expected")]
    assert all(reason in problem.message for problem in problems)


def test_one_label_in_two_spellings_becomes_one_with_a_notice() -> None:
    checked = check([*good(), ("one more", "A"), ("and more", " b")])
    assert {label for _, label in checked.rows} == {"a", "b"}
    choose = "If their case tells them apart, choose that below."
    assert checked.notices == [f'"A", "a" are taken as one label, "a". {choose}']


@pytest.mark.parametrize("unseen", ["a\u200b", "a\ufeff", "\uff41"])
def test_labels_that_differ_in_what_cannot_be_seen_become_one_with_a_notice(unseen: str) -> None:
    checked = check([*good(), ("one more", unseen)])
    assert {label for _, label in checked.rows} == {"a", "b"}
    assert checked.notices[0].endswith('are taken as one label, "a". They differ in what cannot be seen.')


@pytest.mark.parametrize(
    ("one", "other"), [("1", "1.0"), ("ab", "a\u200db"), ("c", "c\u200e"), ("\u2764", "\u2764\ufe0f")]
)
def test_labels_that_look_the_same_are_said(one: str, other: str) -> None:
    checked = check([(given, one if expected == "a" else other) for given, expected in good()])
    assert (checked.problems, {label for _, label in checked.rows}) == ([], {one, other})
    assert checked.notices == [
        f'"{one}", "{other}" look or mean the same, but are different labels. If they are one, write them alike.'
    ]


@pytest.mark.parametrize("blank", ["\u200b \u3164", "\u2060", "\u2800", "\x01", "\U000e0041"])
def test_text_that_shows_nothing_is_blank(blank: str) -> None:
    problems = check([*good(), (blank, "a"), ("x", blank)]).problems
    assert [(problem.row, problem.field) for problem in problems] == [(13, "input"), (14, "expected")]


def test_label_of_several_lines_stays_as_it_is() -> None:
    rows = [(given, "first\nsecond" if expected == "a" else "other") for given, expected in good()]
    assert check(rows).rows == rows


def test_label_of_a_single_row_is_pointed_out() -> None:
    checked = check([*good(), ("alone", "rare")])
    assert not checked.problems
    assert checked.notices[0].startswith('Only row 13 expects "rare".')


@given(st.lists(st.tuples(st.text(max_size=8), st.text(max_size=8)), max_size=30))
def test_any_rows_are_checked_without_error(rows: Rows) -> None:
    checked = check(rows)
    assert len(checked.rows) == len(checked.positions) <= len(rows)


@given(st.permutations(good()))
def test_content_hash_does_not_depend_on_the_order(rows: Rows) -> None:
    assert content_hash(rows) == content_hash(good())


def test_content_hash_changes_with_any_character() -> None:
    assert content_hash([("a", "b")]) != content_hash([("a", "b ")])
    assert content_hash([("ab", "c")]) != content_hash([("a", "bc")])


def numbers_that_expect(*outputs: str) -> list[tuple[str, str]]:
    return [(f"what does article {place} cost", output) for place, output in enumerate(outputs)]


def test_number_with_two_meanings_is_read_as_the_column_shows() -> None:
    found = check(numbers_that_expect("1.234", "12,5", "7", "8", "9", "10"), "answer")
    assert found.notices == ['"1.234" is read as 1234, because other outputs have a decimal comma.']


def test_number_with_two_meanings_alone_is_said() -> None:
    found = check(numbers_that_expect("1,234", "7", "8", "9", "10", "11"), "answer")
    assert found.notices == ['"1,234" is read as 1234. If you mean another number, write one output with decimals.']


def test_number_in_brackets_is_said_and_not_taken_for_negative() -> None:
    rows = numbers_that_expect("(1,234.50)", "7", "8", "9", "10", "11")
    (said,) = check(rows, "answer").notices
    assert said.startswith('"(1,234.50)" is read as 1,234.50, without a minus.')
    (said,) = check(rows, "answer", brackets_are_minus=True).notices
    assert said.startswith('"(1,234.50)" is read as −1,234.50, because you chose')
    fields = [(given, f'{{"price": "{expected}"}}') for given, expected in rows]
    assert any("without a minus" in notice for notice in check(fields, "extract").notices)


WORDS_AND_NAMES = [
    (f"{word} {ending}", label)
    for word, label in (("polish", "polish"), ("Polish", "Polish"))
    for ending in ("the shoes", "a table of oak", "my grandmother's silver", "what you wrote", "every brass handle")
]


def test_labels_that_differ_in_case_alone_are_one_unless_the_author_says_that_case_counts() -> None:
    merged = check(WORDS_AND_NAMES, "classify")
    assert merged.notices[0].startswith('"Polish", "polish" are taken as one label, "Polish".')
    assert "If their case tells them apart, choose that below." in merged.notices[0]
    kept = check(WORDS_AND_NAMES, "classify", case_counts=True)
    assert not kept.problems and (kept.rows, kept.different) == (WORDS_AND_NAMES, 10)
    assert any("are different labels. If they are one, write them alike." in notice for notice in kept.notices)


def test_same_input_with_labels_of_another_case_is_a_conflict_where_case_counts() -> None:
    rows = [*WORDS_AND_NAMES, ("polish the shoes", "Polish")]
    assert "have the same input but expect" in check(rows, "classify", case_counts=True).problems[0].message
    assert not any("have the same input" in problem.message for problem in check(rows, "classify").problems)


def test_labels_in_brackets_are_labels() -> None:
    rows = [(f"what is article {place}", "(1)" if place % 2 else "(2)") for place in range(8)]
    assert not any("brackets" in notice for notice in check(rows, "classify").notices)


def test_outputs_that_are_corrected_inputs_are_compared_to_the_last_character() -> None:
    rows = [
        (f"the {word} was herre yesterday", f"The {word} was here yesterday.") for word in ["cat", "dog", "cow", "hen"]
    ]
    assert infer(rows).scorer == "strict"
    assert (
        infer([(f"the {word} was here", f"{word}") for word in ["cat", "dog", "cow", "hen", "owl"]]).scorer == "exact"
    )
