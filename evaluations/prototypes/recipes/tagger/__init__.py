"""A tagger for outputs that stand in their inputs: it marks where. No model server; it learns in a fraction of a
second.

From top to bottom: the recipe (`recipe`); how each value of the outputs comes about (`fields`, `marked`), from the
values of the training rows (`columns`); the spans among which one is chosen (`candidates`), by what the values are
(`kinds`, `dates`, `number_words`); the choice (`choice`), by the features of words (`tokens`)."""

from .recipe import Tagger

__all__ = ["Tagger"]
