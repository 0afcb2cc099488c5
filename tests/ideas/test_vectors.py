"""Ideas near to each other in meaning, however often their votes change."""

import pytest
from django.db import connection

from ideas.actions import set_vector
from ideas.models import Idea
from tests.factories import make_idea


def place(idea: Idea, *numbers: float) -> None:
    set_vector(idea.pk, idea.revision, [*numbers, *[0.0] * (384 - len(numbers))], "test")


def size_of_the_graph() -> int:
    """In bytes. The index grows with each entry, also with one that a later row replaces."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_size('idea_vector_graph')")
        size: int = cursor.fetchone()[0]
    return size


@pytest.mark.django_db
def test_votes_write_nothing_into_the_index_of_vectors() -> None:
    idea = make_idea()
    place(idea, 1.0, 0.2)
    before = size_of_the_graph()
    with connection.cursor() as cursor:
        cursor.execute(
            "DO $$ BEGIN FOR n IN 1..300 LOOP UPDATE ideas_idea SET ranked_votes = n WHERE id = %s; END LOOP; END $$",
            [idea.pk],
        )
    assert size_of_the_graph() == before


@pytest.mark.django_db
def test_vector_of_a_text_that_changed_meanwhile_is_not_stored() -> None:
    idea = make_idea()
    set_vector(idea.pk, idea.revision - 1, [1.0] * 384, "test")
    assert not Idea.objects.nearest_to([1.0] * 384).exists()
