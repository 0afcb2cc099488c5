"""Ideas near to each other in meaning, however often their votes change."""

import pytest
from django.db import connection

from ideas.actions import set_vector
from ideas.models import Idea
from ideas.models.vector import SIZES
from tests.factories import make_idea


def place(idea: Idea, *numbers: float) -> None:
    set_vector(idea.pk, idea.revision, [*numbers, *[0.0] * (384 - len(numbers))], "test")


def size_of_the_graph() -> int:
    """In bytes. The index grows with each entry, also with one that a later row replaces."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_size('idea_vector_of_384')")
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
    assert not Idea.objects.nearest_to([1.0] * 384, "test").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("size", SIZES)
def test_vectors_of_one_model_alone_are_compared(size: int) -> None:
    near, far, other, small = (make_idea() for _ in range(4))
    asked = [1.0, 0.0] * (size // 2)
    set_vector(near.pk, near.revision, asked, "new")
    set_vector(far.pk, far.revision, [0.0, 1.0] * (size // 2), "new")
    set_vector(other.pk, other.revision, asked, "old")
    set_vector(small.pk, small.revision, [1.0] * (384 if size != 384 else 512), "new")
    assert list(Idea.objects.nearest_to(asked, "new")) == [near, far]
    assert set(Idea.objects.without_vector("new")) == {other}


@pytest.mark.django_db
@pytest.mark.parametrize("size", SIZES)
def test_each_size_of_vectors_has_its_index(size: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off")
    assert f"idea_vector_of_{size}" in Idea.objects.nearest_to([1.0] * size, "test").explain()
