"""What becomes of a person's votes, ideas, comments and reports when they leave.

`marketplace.personal_data.leaving` calls these in one transaction.

Every verb is a constant number of statements, however much the person did.
"""

from collections.abc import Sequence

from django.db import connection
from django.db.models import CharField, Func, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from ideas.models import (
    Appeal,
    Comment,
    EvidenceMark,
    Idea,
    IdeaState,
    IdeaVector,
    IdeaVersion,
    IdeaWords,
    ModerationAct,
    Report,
    Tagging,
    Vote,
)
from ideas.texts import LIST_TEXTS, PROSE_TEXTS
from marketplace.accounts.models import User

from .votes import mark

# A slug has words of the title, so the erased idea gets another one.
FORGOTTEN = "Forgotten: the person has left."
SLUG_WITHOUT_WORDS = Concat(Value("erased-"), Cast(Func(function="gen_random_uuid"), CharField()))
NO_WORDS: dict[str, object] = {text.name: "" for text in PROSE_TEXTS} | {
    text.name: [] for text in LIST_TEXTS if text.name != "tags"
}


def give_up_votes(person: User) -> None:
    """Delete the votes. The record of each backing stays, with whether its vote ranked: credit for Moments to come is
    shared by the same scouts as if nobody had left."""
    with connection.cursor() as cursor:
        cursor.execute(KEEP_BACKINGS, [person.pk])
    votes = Vote.objects.of(person)
    idea_ids = list(votes.values_list("idea_id", flat=True))
    votes.delete()
    mark(idea_ids)


def discard_drafts(person: User) -> None:
    Idea.objects.by(person).filter(state=IdeaState.DRAFT).delete()


def ideas_to_take(person: User, *, shown: bool) -> list[int]:
    """The ids of the ideas that were withdrawn or wait for a moderator; with `shown`, of all ideas."""
    posted = Idea.objects.by(person).posted()
    going = posted if shown else posted.filter(state__in=[IdeaState.UNPUBLISHED, IdeaState.HELD])
    return list(going.values_list("pk", flat=True))


def erase_ideas(idea_ids: Sequence[int]) -> None:
    """Erase every word of these ideas, earlier versions included. The rows stay with what others gave them: comments,
    votes, glances, credit."""
    IdeaVersion.objects.filter(idea__in=idea_ids).delete()
    Tagging.objects.filter(idea__in=idea_ids).delete()
    IdeaVector.objects.filter(idea__in=idea_ids).delete()
    IdeaWords.objects.filter(idea__in=idea_ids).delete()
    Report.objects.open().filter(idea__in=idea_ids).delete()  # there is nothing left to decide
    Idea.objects.filter(pk__in=idea_ids).update(
        state=IdeaState.ERASED,
        published=None,
        slug=SLUG_WITHOUT_WORDS,
        vector_model="",
        vector_revision=0,
        proof_row=None,
        proof_html="",
        **NO_WORDS,
    )
    EvidenceMark.objects.bulk_create([EvidenceMark(idea_id=idea_id) for idea_id in idea_ids])


def take_along_comments(person: User) -> None:
    """As if the person had deleted each comment: the text goes, and the row keeps the thread together."""
    comments = Comment.objects.by(person).filter(deleted__isnull=True)
    idea_ids = set(comments.values_list("idea_id", flat=True))
    comments.update(text="", html="", deleted=timezone.now())
    mark(idea_ids)


def forget_words_to_moderators(person: User) -> None:
    """What the person wrote with reports and in appeals, and what moderators wrote to the person. What was reported and
    done stays, with its reason."""
    Report.objects.by(person).update(details="")
    Appeal.objects.filter(act__person=person).delete()
    ModerationAct.objects.about(person).exclude(note="").update(note=FORGOTTEN)


KEEP_BACKINGS = """
INSERT INTO ideas_backing (person_id, idea_id, first, ranked_on_leaving)
SELECT person_id, idea_id, created, ranks FROM ideas_vote WHERE person_id = %s
ON CONFLICT (person_id, idea_id) DO UPDATE SET ranked_on_leaving = excluded.ranked_on_leaving
"""
