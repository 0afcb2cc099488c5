"""The vectors by which ideas are compared, in a table of their own.

Postgres writes a new entry into every index of a row when one indexed column changes, and each vote changes `hot`. With
the vector in the row of the idea, 3,000 votes left 3,000 entries of one vector; the graph index then found that idea
alone. Here a vector is written only when the text changes.
"""

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast
from pgvector.django import HnswIndex, VectorField

from .idea import Idea

VECTOR_SIZE = 384
SIZES = (VECTOR_SIZE, 512, 768, 1024)  # numbers in a vector for which there is an index


def numbers_of(size: int, path: str = "numbers") -> Cast:
    """The vector as one of this many numbers, as the index has it."""
    return Cast(path, VectorField(dimensions=size))


class IdeaVector(models.Model):
    """The embedding of title, pitch and audience."""

    idea = models.OneToOneField(Idea, models.CASCADE, primary_key=True, related_name="vector")
    numbers = VectorField()
    size = models.PositiveSmallIntegerField(db_default=VECTOR_SIZE, help_text="How many numbers it has.")

    class Meta:
        indexes = [
            HnswIndex(
                OpClass(numbers_of(size), name="vector_cosine_ops"),
                name=f"idea_vector_of_{size}",
                condition=Q(size=size),
            )
            for size in SIZES
        ]
