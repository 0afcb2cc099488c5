"""Ideas near to each other in meaning, however often their votes change."""

import pytest
from django.db import connection

from ideas.actions import set_vector
from ideas.models import Idea
from tests.factories import make_idea


def place(idea: Idea, *numbers: float) -> None:
    set_vector(idea.pk, idea.revision, [*numbers, *[0.0] * (384 - len(numbers))], "test")


def by_the_graph() -> None:
    """A table this small would be sorted; one of thousands of ideas is searched by the graph index."""
    connection.cursor().execute("SET LOCAL enable_sort = off")


@pytest.mark.django_db
def test_idea_with_thousands_of_votes_does_not_hide_the_others() -> None:
    loud, quiet = make_idea(), make_idea()
    place(loud, 1.0, 0.2)
    with connection.cursor() as cursor:
        cursor.execute(
            "DO $$ BEGIN FOR n IN 1..3000 LOOP UPDATE ideas_idea SET ranked_votes = n WHERE id = %s; END LOOP; END $$",
            [loud.pk],
        )
    place(quiet, 0.2, 1.0)
    by_the_graph()
    assert list(Idea.objects.nearest_to([0.1, 1.0, *[0.0] * 382])[:2]) == [quiet, loud]


@pytest.mark.django_db
def test_vector_of_a_text_that_changed_meanwhile_is_not_stored() -> None:
    idea = make_idea()
    set_vector(idea.pk, idea.revision - 1, [1.0] * 384, "test")
    assert not Idea.objects.nearest_to([1.0] * 384).exists()
