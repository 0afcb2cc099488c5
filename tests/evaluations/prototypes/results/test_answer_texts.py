"""The basis of an answer, within its limit of characters."""

import pytest

from evaluations.compute.actions import load_prices
from evaluations.prototypes.results.answer_texts import as_of
from ideas.questions import MAX_BASIS
from tests.evaluations.prototypes.runs.tried import N, answer, baseline, tried
from tests.factories import make_model, make_revision


@pytest.mark.django_db
def test_basis_that_is_too_long_ends_with_a_whole_sentence() -> None:
    load_prices()
    revision = make_revision(size=N)
    baseline(revision, 20)
    tried(revision, 20, model=make_model("a-model-with-quite-a-long-name-of-about-fifty-letters"))
    basis = answer(revision, "cheap").basis
    assert "1,000 tasks cost" in basis and "$0.10 an hour." in basis
    assert basis.endswith(".") and len(basis) <= MAX_BASIS


def test_basis_of_earlier_examples_loses_no_half_sentence() -> None:
    assert as_of("It got 9 of 10 right.", "As of examples 2.") == "It got 9 of 10 right. As of examples 2."
    long = f"It costs $0.10 an hour. {'x' * 250}. Cheap is at most 20 % of that."
    assert as_of(long, "As of examples 2.") == f"It costs $0.10 an hour. {'x' * 250}. As of examples 2."
