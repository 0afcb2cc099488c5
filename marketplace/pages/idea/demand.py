"""What an idea's page says of those who wait for it and those who came back to its demo."""

from typing import Any

from django.http import HttpRequest

from evaluations.panel.models import Claim, Waiting
from evaluations.prototypes.models import Try
from ideas.models import Idea
from marketplace.accounts.models import User

from .forms import WaitlistForm

FEW = 5  # claims on the page of an idea; the others are on a page of their own


def demand_for(request: HttpRequest, idea: Idea, form: WaitlistForm | None = None) -> dict[str, Any]:
    """Nothing for an idea that nobody can wait for."""
    if not idea.is_published:
        return {}
    waiting, person = Waiting.objects.for_idea(idea).confirmed(), request.user
    claims = list(Claim.objects.for_idea(idea).foremost()[: FEW + 1])
    more = Claim.objects.for_idea(idea).standing().count() - FEW if len(claims) > FEW else 0
    return {
        "demand": {"waiting": waiting.count(), "returning": Try.objects.returning(idea)},
        "claims": claims[:FEW],
        "more_claims": more,
        "named": Claim.objects.waiting(idea) if isinstance(person, User) else [],
        "waits": isinstance(person, User) and waiting.of(person).exists(),
        "joins_at_once": isinstance(person, User) and person.confirmed is not None,
        "waitlist_form": form or WaitlistForm(auto_id="waitlist-%s"),
    }
