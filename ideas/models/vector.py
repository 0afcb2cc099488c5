"""The vectors by which ideas are compared, in a table of their own.

Postgres writes a new entry into every index of a row when one indexed column changes, and each vote changes `hot`. With
the vector in the row of the idea, 3,000 votes left 3,000 entries of one vector; the graph index then found that idea
alone. Here a vector is written only when the text changes.
"""

from django.db import models
from pgvector.django import HnswIndex, VectorField

from .idea import Idea

VECTOR_SIZE = 384


class IdeaVector(models.Model):
    """The embedding of title, pitch and audience."""

    idea = models.OneToOneField(Idea, models.CASCADE, primary_key=True, related_name="vector")
    numbers = VectorField(dimensions=VECTOR_SIZE)

    class Meta:
        indexes = [HnswIndex(fields=["numbers"], name="idea_vector_graph", opclasses=["vector_cosine_ops"])]
