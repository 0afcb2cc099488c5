import pytest

from evaluations.moments.lacks import Known, gap, gaps, together
from evaluations.moments.score import QuestionEvidence
from ideas.questions import QUESTIONS

CLEAR = Known(QuestionEvidence(0.9, 0.5, 20, 0), "known", 0.95)


def known(lower: float | None, upper: float | None = None, n: int = 20, state: str = "known", basis: str = "") -> Known:
    return Known(QuestionEvidence(lower, 0.5, n, 12 if lower is None else 0), state, upper, basis)


@pytest.mark.parametrize(
    ("question", "what", "say", "who"),
    [
        ("obvious", known(None, n=11, state="measuring"), "obvious: 1 glance short", "anyone"),
        (
            "wanted",
            known(0.3, 0.6),
            "wanted: at least 30 %, and it takes 50 %, and more answers could show it",
            "anyone",
        ),
        ("obvious", known(0.1, 0.2), "obvious: at least 10 % beyond chance, and it takes 50 %", "author"),
        ("wanted", known(0.1, 0.2), "wanted: at least 10 %, and it takes 50 %", "author"),
        ("overlooked", known(0.0, 0.0), "overlooked: a claim stands that a frontier lab has it", "anyone"),
        ("works", known(None, n=0, state="unknown"), "works: not tried yet", "author"),
        ("works", known(None, n=0, state="unknown", basis="not compared"), "works: nothing can be told", "author"),
        ("works", known(None, state="measuring"), "works: being measured", "machines"),
        (
            "works",
            Known(QuestionEvidence(0.72, 0.9, 40, 0), "known", 0.88),
            "works: at least 72 %, and it takes 90 % on the author's examples, or 60 % on 12 by strangers",
            "anyone",
        ),
        (
            "works",
            Known(QuestionEvidence(0.2, 0.9, 40, 0), "known", 0.4),
            "works: at least 20 %, and it takes 90 %",
            "author",
        ),
        ("works", known(None, state="stale", basis="of 1."), "works: known of earlier examples alone", "machines"),
        ("cheap", known(None, state="stale", basis="of 1."), "cheap: known of earlier examples alone", "machines"),
        ("works", known(0.0, 0.9), "works: could be chance", "author"),
        ("cheap", known(None, n=0, state="unknown"), "cheap: no cost is known yet", "machines"),
        ("cheap", known(0.0, 0.9), "cheap: counts once it works", "author"),
    ],
)
def test_gap_says_what_is_missing_and_who_can_supply_it(question: str, what: Known, say: str, who: str) -> None:
    found = gap(question, what)
    assert (found.say, found.who) == (say, who) and found.act


def test_what_is_missing_alike_is_said_once() -> None:
    short = known(None, n=9, state="measuring")
    answers = dict.fromkeys(QUESTIONS, CLEAR) | {"obvious": short, "wanted": short, "overlooked": short}
    assert [each.say for each in together(gaps(answers))] == [
        "obvious, overlooked: 3 glances short",
        "wanted: 3 signed-in glances short",
    ]
