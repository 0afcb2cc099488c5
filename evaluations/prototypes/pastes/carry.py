"""A paste becomes the draft of an idea: its rows and the names of its columns go along, and so do the answers that the
cache keeps of them, so that the first evidence is there as soon as the idea is published."""

from django.db import transaction

from evaluations.prototypes.datasets.revisions import save_example_draft
from evaluations.prototypes.models import CachedAnswer, Paste
from ideas import actions
from ideas.models import Idea
from marketplace.accounts.models import User


@transaction.atomic
def carry(person: User, paste: Paste) -> Idea:
    """The new draft. Raises TooManyDrafts."""
    idea = actions.save_draft(person, {})
    save_example_draft(person, idea, paste.pairs, names=paste.names)
    CachedAnswer.objects.hand_over(paste.pk)
    return idea
