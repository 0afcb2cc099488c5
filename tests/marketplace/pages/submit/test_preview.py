"""The card of a draft shows the example that the lists will show."""

from dataclasses import replace

import pytest

from evaluations.prototypes.models import ExampleRevision
from evaluations.prototypes.publish import publish
from evaluations.prototypes.results.answers import conclude
from ideas.models import Idea
from marketplace.pages.submit.preview import pair_of_draft
from tests.factories import make_idea
from tests.sentences import unlike

pytestmark = pytest.mark.django_db


def test_pair_of_a_draft_is_the_one_shown_once_it_is_published() -> None:
    rows = [(f"{unlike(n)}{'ü' * (n % 7)}", "roads" if n % 2 else "pumps") for n in range(30)]
    idea = make_idea(published=False)
    revision = ExampleRevision.objects.get(idea=publish(idea.author, idea, rows, names=("letter", "")))
    conclude(revision)
    proof = Idea.objects.get().proof
    assert (
        proof and proof.pair and pair_of_draft([("", " "), *rows], [], ("letter", "")) == replace(proof.pair, note="")
    )
