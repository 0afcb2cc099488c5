"""A search, from what somebody typed to what the page and the API show. Read it from top to bottom.

Ideas are found in three ways: by the words of their texts, by the words of their examples, and by their meaning. Each
way gives a list, best first, and the lists are joined. A word that nobody wrote is taken for a known one that is nearly
the same. People and tags are found by their names.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Length

from evaluations.prototypes.catalogue.idea_vectors import QueryVector, embed_query
from evaluations.prototypes.datasets.example_words import WORDS_OF_EXAMPLES
from ideas.models import Comment, Idea, IdeaWords, Tag
from ideas.models.tsquery import WrittenQuery
from ideas.search import Ranked, better_words, bounded, ranked
from ideas.search_words import Asked, asked
from marketplace.accounts.models import User

SHOWN = 30  # ideas
TAGS = 8
PEOPLE = 5
MAX_DISTANCE = 0.75  # cosine; beyond it, neighbours by MiniLM are no longer about the same subject. Other models
# place all texts nearer to each other, and then only the order counts


@dataclass(frozen=True, slots=True)
class Found:
    """`instead`: for words that no idea has, those that were looked for instead. `by_words_only`: no model gave a
    vector of the question in time. `among_newest`: words of very many ideas were looked for in the newest alone."""

    ideas: list[Idea] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)
    people: list[User] = field(default_factory=list)
    instead: dict[str, str] = field(default_factory=dict)
    by_words_only: bool = False
    among_newest: bool = False


def search(question: str) -> Found:
    """What is found for the question, in web search syntax. Raises TookTooLong."""
    vector = embed_query(question)  # outside the transaction: it waits for a server
    wanted = asked(question)
    with bounded():
        words, examples, instead = by_words(wanted)
        near = by_meaning(vector, wanted) if vector else []
        ideas = Idea.objects.for_cards().in_bulk(best := joined(words.best, examples.best, near))
        tags = list(Tag.objects.named_in(question).order_by(Length("slug"), "slug")[:TAGS])
        people = list(authors(question)[:PEOPLE])
    shown = [ideas[pk] for pk in best if pk in ideas]
    return Found(shown, tags, people, instead, vector is None, words.among_newest)


def authors(question: str) -> QuerySet[User]:
    """People named in the question who posted something that everybody sees; of the others nobody need know that they
    are here."""
    idea = Idea.objects.published().filter(author=OuterRef("pk"))
    comment = Comment.objects.standing().filter(author=OuterRef("pk"), idea__published__isnull=False)
    return (
        User.objects.named_in(question).filter(Exists(idea) | Exists(comment)).order_by(Length("username"), "username")
    )


def by_words(wanted: Asked) -> tuple[Ranked, Ranked, dict[str, str]]:
    """By the words of texts and of examples, and what was looked for instead of misspelt words."""
    words, examples = ranked(wanted), ranked(wanted, WORDS_OF_EXAMPLES)
    better = better_words(words.missing & examples.missing)
    if not better:
        return words, examples, {}
    wanted = wanted.corrected(better)
    return ranked(wanted), ranked(wanted, WORDS_OF_EXAMPLES), {term.typed: word for term, word in better.items()}


def by_meaning(vector: QueryVector, wanted: Asked) -> list[tuple[int, float]]:
    """The nearest ideas that have the phrases in quotes and lack what was left out."""
    near = list(
        Idea.objects.nearest_to(vector.numbers, vector.model, MAX_DISTANCE).values_list("pk", flat=True)[:SHOWN]
    )
    if near and wanted.must:
        kept = IdeaWords.objects.filter(pk__in=near, vector=WrittenQuery(wanted.must))
        fitting = set(kept.values_list("pk", flat=True))
        near = [pk for pk in near if pk in fitting]
    return [(pk, 1.0) for pk in near]


def joined(*lists: Iterable[tuple[int, float]]) -> list[int]:
    """The best of all lists, by reciprocal rank fusion: an idea counts in each list by its rank, and by the share of
    the question that it has. Source: Cormack, Clarke and Buettcher 2009, with their constant of 60."""
    scores: Counter[int] = Counter()
    for each in lists:
        for rank, (pk, share) in enumerate(list(each)[:SHOWN]):
            scores[pk] += share / (60 + rank)  # type: ignore[assignment]  # a Counter adds floats as well
    return [pk for pk, _ in scores.most_common(SHOWN)]
