import pytest

from evaluations.moments.lacks import Known, gap, gaps, together
from evaluations.moments.score import QuestionEvidence
from ideas.questions import QUESTIONS

CLEAR = Known(QuestionEvidence(0.9, 0.5, 20, 0), "known", 0.95)


def known(lower: float | None, upper: float | None = None, n: int = 20, state: str = "known", basis: str = "") -> Known:
    return Known(QuestionEvidence(lower, 0.5, n, 12 if lower is None else 0), state, upper, basis)


STALE = known(None, state="stale", basis="of 1.")


@pytest.mark.parametrize(
    ("question", "what", "say", "who"),
    [
        ("obvious", known(None, n=11, state="measuring"), "obvious: nobody knows yet; 1 glance would tell", "anyone"),
        (
            "wanted",
            known(0.3, 0.6),
            "wanted: at least 30 %, needs 50 %; more answers could show it",
            "anyone",
        ),
        ("obvious", known(0.1, 0.2), "obvious: at least 32 %, needs 62 %", "author"),
        ("wanted", known(0.1, 0.2), "wanted: at least 10 %, needs 50 %", "author"),
        ("overlooked", known(0.0, 0.0), "overlooked: people agree that a big lab has it", "anyone"),
        ("works", known(None, n=0, state="unknown"), "works: not tried yet", "author"),
        ("works", known(None, n=0, state="unknown", basis="not compared"), "works: nothing can be told", "author"),
        ("works", known(None, state="measuring"), "works: being tried now", "machines"),
        (
            "works",
            Known(QuestionEvidence(0.72, 0.9, 40, 0), "known", 0.88),
            "works: at least 72 %, needs 90 % on the author's examples, or 60 % on 12 by strangers",
            "anyone",
        ),
        (
            "works",
            Known(QuestionEvidence(0.2, 0.9, 40, 0), "known", 0.4),
            "works: at least 20 %, needs 90 %",
            "author",
        ),
        ("works", STALE, "works: out of date, the examples were changed", "machines"),
        ("cheap", STALE, "cheap: out of date, the examples were changed", "machines"),
        ("works", known(0.0, 0.9), "works: too close to guessing to tell", "author"),
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
        "obvious, overlooked: nobody knows yet; 3 glances would tell",
        "wanted: nobody knows yet; 3 signed-in glances would tell",
    ]
