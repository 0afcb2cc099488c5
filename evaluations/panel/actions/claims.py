"""Claims that a product does it already, the stances of others, to uphold a claim or to challenge it, and the answer of
the idea's author."""

from dataclasses import asdict, dataclass
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from evaluations.panel.links import as_stored, why_not
from evaluations.panel.models import Claim, Glance, RecountMark, Stance
from evaluations.panel.models.claim import ClaimQuerySet, weight_needed
from ideas import limits
from ideas.actions import post_comment
from ideas.actions.holds import look_at
from ideas.constraints import broken
from ideas.limits import DailyLimit
from ideas.models import Comment, Hold, Idea
from marketplace.accounts.models import User

from .glances import Refused

CLOSED = "The idea is not published, so there is nothing to claim about it."
NOT_THE_AUTHOR = "Only the author of the idea can answer beside a claim. Others uphold or challenge it."
ANSWERED = "You have answered this claim already. Change that answer instead."
TWICE = "Somebody has claimed this product already. Uphold or challenge that claim."
PARTY = "Neither who made a claim nor the author of the idea can uphold or challenge it."
GONE = "This claim was withdrawn."
NOT_HEARD = "Moderators have stopped counting what this account says, so it has no say in claims."


@dataclass(frozen=True, slots=True)
class NewClaim:
    product: str
    company: str
    link: str
    lacks: str = ""
    by_frontier_lab: bool = False


@transaction.atomic
def claim(person: User, idea: Idea, said: NewClaim) -> Claim:
    """Make the claim; it may be held. Challenges of the same claim from before it was withdrawn go on counting, and the
    answer of the idea's author stands beside it again.

    Raises DailyLimit, TooManyLinks; Refused where the claim exists already, its link is not public or the account is
    flagged."""
    lock_account(person)
    check_claim(idea, said)
    limits.check(person, Claim.objects.by(person), "created", settings.CLAIMS_PER_DAY, "claims", "make")
    limits.check_links(person, {"lacks": said.lacks})
    # Otherwise nobody else could make it.
    same_claims(idea, said).not_heard().update(withdrawn=timezone.now(), held=None)
    try:
        with transaction.atomic():
            needed = weight_needed(Glance.objects.players_known())
            stored = asdict(said) | {"link": as_stored(said.link), "needed": needed}
            made = Claim.objects.create(idea=idea, person=person, **stored)
    except IntegrityError as error:
        if broken(error) != "claim_once":
            raise
        raise Refused(TWICE) from error  # somebody else made it at the same time
    if look_at(person, [said.lacks], said.link, claim=made):
        made.held = timezone.now()
        made.save(update_fields=["held"])
    Stance.objects.move_challenges_to(made)
    move_reply_to(made)
    RecountMark.objects.leave(idea.pk)
    return made


def check_claim(idea: Idea, said: NewClaim) -> None:
    wrong = why_not(said.link)
    if not idea.is_published or wrong:
        raise Refused(wrong if idea.is_published else CLOSED)
    if same_claims(idea, said).standing().exists():
        raise Refused(TWICE)


def same_claims(idea: Idea, said: NewClaim) -> ClaimQuerySet:
    return Claim.objects.for_idea(idea).for_product(said.product, by_frontier_lab=said.by_frontier_lab)


def move_reply_to(made: Claim) -> None:
    same = Claim.objects.for_idea(made.idea).for_product(made.product, by_frontier_lab=made.by_frontier_lab)
    replies = Comment.objects.not_deleted().filter(claim__in=same.withdrawn()).order_by("-pk")
    Comment.objects.filter(pk__in=list(replies.values_list("pk", flat=True)[:1])).update(claim=made)


def lock_account(person: User) -> None:
    """Lock the account until the end of the transaction: two requests at once must not both be the day's last. Raises
    Refused where it is flagged or closed."""
    if not User.objects.select_for_update(no_key=True).get(pk=person.pk).in_good_standing:
        raise Refused(NOT_HEARD)


@transaction.atomic
def take_stance(person: User, claim: Claim, *, upholds: bool, reason: str) -> Stance:
    """One for each person; a later one replaces it. Raises PermissionDenied, Refused, DailyLimit."""
    check_stance(person, claim)
    check_daily_stances(person, claim)
    said = {"upholds": upholds, "reason": reason, "taken": timezone.now(), "dropped": None, "hidden": None}
    stance, _ = Stance.objects.update_or_create(claim=claim, person=person, defaults=said)
    RecountMark.objects.leave(claim.idea_id)
    return stance


@transaction.atomic
def drop_stance(person: User, claim: Claim) -> None:
    """Take the stance back. Repeating it changes nothing."""
    if Stance.objects.standing().by(person).on(claim).update(dropped=timezone.now(), reason=""):
        RecountMark.objects.leave(claim.idea_id)


def check_daily_stances(person: User, claim: Claim) -> None:
    """A changed stance is not counted again, and taking one back does not reduce the count. Raises DailyLimit."""
    lock_account(person)
    others = Stance.objects.by(person).exclude(claim=claim).filter(taken__gt=timezone.now() - timedelta(days=1))
    limit = settings.STANCES_PER_DAY
    if others.count() >= limit:
        raise DailyLimit(f"An account can uphold or challenge {limit} claims in 24 hours. Please come back later.")


def check_stance(person: User, claim: Claim) -> None:
    if not claim.stands:
        raise Refused(GONE)
    if not claim.takes_stance_of(person):
        raise PermissionDenied(PARTY)


@transaction.atomic
def reply(author: User, claim: Claim, text: str) -> Comment:
    """Let the idea's author answer beside the claim: by a comment under the idea, which may be held, is reported and
    hidden as others are, and which its author changes and deletes there.

    Raises PermissionDenied for everybody else, Refused for a second answer, and as `post_comment`."""
    if not claim.can_be_answered_by(author):
        raise PermissionDenied(NOT_THE_AUTHOR)
    if not claim.stands:
        raise Refused(GONE)
    try:
        with transaction.atomic():
            return post_comment(author, claim.idea, text, claim_id=claim.pk)
    except IntegrityError as error:
        if broken(error) != "comment_claim_once":
            raise
        raise Refused(ANSWERED) from error


@transaction.atomic
def follow_size() -> int:
    """Let claims that are not upheld need what the site's size asks for now; returns how many changed. Those that are
    upheld stay so: growing alone sinks no claim."""
    needed = weight_needed(Glance.objects.players_known())
    changed = dict(Claim.objects.exclude(needed=needed).not_upheld().values_list("pk", "idea"))
    RecountMark.objects.bulk_create([RecountMark(idea_id=idea) for idea in sorted(set(changed.values()))])
    return Claim.objects.filter(pk__in=changed).update(needed=needed)


@transaction.atomic
def withdraw_claim(person: User, claim: Claim) -> None:
    """By the claim's author; moderators hide it with a reason. Raises PermissionDenied."""
    if not claim.can_be_withdrawn_by(person):
        raise PermissionDenied
    Claim.objects.not_withdrawn().filter(pk=claim.pk).update(withdrawn=timezone.now(), held=None)
    Hold.objects.about(claim=claim).end()
    RecountMark.objects.leave(claim.idea_id)
