"""Whoever writes an older state is refused, so two windows never undo each other unseen.

Each idea counts how often its texts and its examples were saved. A form carries the number that it began from. Saving
begins with one UPDATE that has this number in its WHERE, and holds the row until the transaction ends. So one that is
sent at the same moment waits, and then finds another number.
"""

from typing import Literal

from django.db.models import F

from ideas.models import Idea

Saves = Literal["saves", "example_saves"]


class Overtaken(Exception):
    """What was to be written began from an older state than the stored one. Nothing is written."""

    def __init__(self) -> None:
        super().__init__("This was changed elsewhere. Look at what is stored now, and then send yours again.")


def count_save(idea: Idea, what: Saves, seen: int | None) -> None:
    """Call it first in the transaction that writes. `seen`: the number that the writer began from; None: the writer
    means to replace whatever there is. Raises Overtaken, also where the idea is gone."""
    began_from = {} if seen is None else {what: seen}
    if not Idea.objects.filter(pk=idea.pk, **began_from).update(**{what: F(what) + 1}):
        raise Overtaken
    idea.refresh_from_db(fields=[what])
