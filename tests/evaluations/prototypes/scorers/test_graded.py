"""Scores between 0 and 1, against numbers computed by hand or by another form of the definition."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from referencing.exceptions import Unresolvable

from evaluations.prototypes.scorers import SCORERS, ScoringInputs
from evaluations.prototypes.scorers.fields import fields, schema
from evaluations.prototypes.scorers.objects import schema_of
from evaluations.prototypes.scorers.overlap import rouge_l, token_f1
from evaluations.prototypes.scorers.retrieval import mrr, recall_at_1, recall_at_5

few_words = st.lists(st.sampled_from("abcd"), max_size=7).map(" ".join)


@pytest.mark.parametrize(
    ("answer", "expected", "f1"),
    [
        ("the cat sat", "the cat sat", 1.0),
        ("The cat, sat!", "sat the cat", 1.0),
        ("a cat", "a dog", 0.5),
        ("a a b", "a b b", 2 / 3),
        ("paid 1,000", "paid 1000", 1.0),
        ("", "a", 0.0),
        ("", "", 1.0),
        ("東京都", "東京", 4 / 5),
    ],
)
def test_token_f1_counts_common_words(answer: str, expected: str, f1: float) -> None:
    assert token_f1(answer, expected) == pytest.approx(f1)


@pytest.mark.parametrize(
    ("answer", "expected", "f_measure"),
    [
        # As the package rouge-score 0.1.2 gives them (rougeL, without stemmer).
        ("the quick brown fox jumps", "the fox jumps over the dog", 6 / 11),
        ("police kill the gunman", "police killed the gunman", 0.75),
        ("the gunman kill police", "police killed the gunman", 0.5),
        ("", "a b", 0.0),
    ],
)
def test_rouge_l_is_the_published_measure(answer: str, expected: str, f_measure: float) -> None:
    assert rouge_l(answer, expected) == pytest.approx(f_measure)


@settings(max_examples=60)
@given(few_words, few_words)
def test_rouge_l_agrees_with_trying_every_subsequence(answer: str, expected: str) -> None:
    told, wanted = answer.split(), expected.split()
    common = max(
        size for size in range(len(told) + 1) if any(occurs(part, wanted) for part in combinations(told, size))
    )
    total = len(told) + len(wanted)
    assert rouge_l(answer, expected) == pytest.approx(2 * common / total if total else 1.0)


def occurs(part: tuple[str, ...], whole: list[str]) -> bool:
    rest = iter(whole)
    return all(word in rest for word in part)


WANTED = {"name": "Ann", "paid": 1000, "lines": [{"what": "oats", "kg": 5}, {"what": "hay", "kg": 9}], "note": None}


@pytest.mark.parametrize(
    ("told", "f1"),
    [
        (WANTED, 1.0),
        ({**WANTED, "lines": WANTED["lines"][::-1]}, 1.0),  # type: ignore[index]  # the values are of several types
        ({"name": "ann", "paid": "1,000", "lines": [{"what": "oats", "kg": 5.0}, {"what": "hay", "kg": 9}]}, 1.0),
        ({"name": "Ann"}, 2 / 7),
        ({**WANTED, "extra": "x"}, 12 / 13),
        ({"name": "Bob", "paid": 1}, 0.0),
        ({}, 0.0),
    ],
)
def test_fields_are_compared_leaf_by_leaf(told: dict[str, Any], f1: float) -> None:
    assert fields(json.dumps(told), json.dumps(WANTED)) == pytest.approx(f1)


@pytest.mark.parametrize("answer", ["", "no JSON", '["a"]', '{"a": NaN}', "[" * 9_999, '{"a": 1, "a": 2}'])
def test_what_is_no_object_has_no_field_right(answer: str) -> None:
    assert fields(answer, '{"a": 1}') == 0.0
    assert schema(answer, "", ScoringInputs(schema={})) == 0.0


def test_schema_asks_for_the_form_and_not_for_the_values() -> None:
    followed = ScoringInputs(schema=schema_of(['{"a": 1, "b": ["x"]}', '{"a": 2}']))
    assert schema('{"a": 7, "b": []}', "", followed) == 1.0
    assert schema('{"a": "7"}', "", followed) == 0.0
    assert schema('{"b": ["x"]}', "", followed) == 0.0
    assert schema('{"a": 7, "c": 1}', "", followed) == 0.0


class Elsewhere(BaseHTTPRequestHandler):
    """Serves a schema that everything follows, and counts the requests for it."""

    fetched = 0

    def do_GET(self) -> None:
        type(self).fetched += 1
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *arguments: object) -> None:
        """No log."""


@pytest.fixture
def schema_elsewhere() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/schema.json"
        server.shutdown()


def test_schema_elsewhere_is_never_fetched(schema_elsewhere: str) -> None:
    with pytest.raises(Unresolvable):
        schema('{"a": 1}', "", ScoringInputs(schema={"$ref": schema_elsewhere}))
    assert Elsewhere.fetched == 0


@pytest.mark.parametrize(
    ("answer", "expected", "values"),
    [
        ("A\nB\nC", "B", (0.0, 1.0, 0.5)),
        ("b\nA", "B", (1.0, 1.0, 1.0)),
        ("A\nB\nC\nD\nE\nF", "B\nF", (0.0, 0.5, 0.5)),
        ("A\nA\nB", "B", (0.0, 1.0, 0.5)),  # a document counts at its first place
        ("", "B", (0.0, 0.0, 0.0)),
    ],
)
def test_ranking_is_scored(answer: str, expected: str, values: tuple[float, float, float]) -> None:
    assert (recall_at_1(answer, expected), recall_at_5(answer, expected), mrr(answer, expected)) == values


@pytest.mark.parametrize("scorer", ["token-f1", "rouge-l", "fields"])
def test_threshold_makes_a_graded_score_right_or_wrong(scorer: str) -> None:
    pair = ('{"a": 1, "b": 2}', '{"a": 1, "b": 3}') if scorer == "fields" else ("a b", "a c")
    graded = SCORERS[scorer](*pair, ScoringInputs())
    assert 0 < graded < 1
    assert SCORERS[scorer](*pair, ScoringInputs(graded)) == 1.0
    assert SCORERS[scorer](*pair, ScoringInputs(graded + 0.01)) == 0.0
