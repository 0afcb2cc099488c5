"""People: who they are, whether their votes rank, and whether they moderate."""

import secrets
from datetime import datetime, timedelta
from typing import ClassVar

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.postgres.indexes import OpClass
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils import timezone

from marketplace.accounts.names import username_validators

from .session import end_sessions

FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]  # recovery codes come with one of these
VOTES_RANK_AFTER = timedelta(days=1)
DELETED = "deleted"  # shown as the name of everybody who has left
MIN_LETTERS = 3  # by which a name may begin in a search
MAX_WORDS = 24  # of a question, in which people may be named
NO_NAME = "~"  # begins the user name in the row of somebody who has left; no name that people choose begins so
NAMELESS = Q(username__startswith=NO_NAME, email="", last_login=None) & Q(
    ("password__startswith", "!"), is_staff=False, is_superuser=False, named_scout=False
)


def good_standing(person: str = "") -> Q:
    """Neither closed, flagged nor suspended. `person`: the path to the person, if the rows are not people."""
    return Q(**at(person, is_active=True, flagged__isnull=True, suspended__isnull=True))


def bad_standing(person: str = "") -> Q:
    """Closed, flagged or suspended; not true of rows without a person."""
    wrong = at(person, is_active=False, flagged__isnull=False, suspended__isnull=False)
    return Q(*wrong.items(), _connector=Q.OR)


def at(person: str, **columns: bool) -> dict[str, bool]:
    return {f"{person}__{name}" if person else name: value for name, value in columns.items()}


class PeopleQuerySet(models.QuerySet["User"]):
    def active(self) -> "PeopleQuerySet":
        """Those who can sign in and have a page."""
        return self.filter(is_active=True, left__isnull=True)

    def named(self, name: str) -> "User | None":
        """The person of this name, in any case; None if there is none."""
        return self.filter(username__iexact=name).first()

    def named_in(self, question: str) -> "PeopleQuerySet":
        """People who have a page and are not suspended: those whose name is a word of the question, in any case, and
        where it is one word, those whose name begins with it."""
        words = [word.strip('"@') for word in question.split()[:MAX_WORDS]]
        wanted = Q(pk__in=[])
        for word in filter(None, words):
            wanted |= Q(username__iexact=word)
        if len(words) == 1 and len(words[0]) >= MIN_LETTERS:
            wanted |= Q(username__istartswith=words[0])
        return self.active().filter(wanted, suspended__isnull=True)

    def formerly(self, name: str) -> "PeopleQuerySet":
        """Who had this name, in any case."""
        return self.filter(former_names__name__iexact=name)

    def whose_votes_rank(self) -> "PeopleQuerySet":
        """People whose votes count for ranking now: `User.votes_rank` as a query."""
        old_enough = timezone.now() - VOTES_RANK_AFTER
        return self.filter(good_standing(), confirmed__isnull=False, date_joined__lte=old_enough)

    def sought(self, words: str, state: str, days: int | None, network: str) -> "PeopleQuerySet":
        """For moderators; each filter is off where it is blank or None. `words`: how the name begins."""
        rows = self.filter(left__isnull=True)
        match state:
            case "published":
                rows = rows.filter(good_standing())
            case "hidden":
                rows = rows.filter(flagged__isnull=False)
            case "held":
                rows = rows.new()
            case "withdrawn":
                rows = rows.filter(is_active=False)
            case "suspended":
                rows = rows.filter(suspended__isnull=False)
        if words:
            rows = rows.filter(username__istartswith=words)
        if days is not None:
            rows = rows.filter(date_joined__gte=timezone.now() - timedelta(days=days))
        return rows.filter(footprints__network=network) if network else rows

    def new(self) -> "PeopleQuerySet":
        """Accounts with smaller limits for their age: `User.is_new` as a query."""
        young = timezone.now() - timedelta(days=settings.NEW_ACCOUNT_DAYS)
        return self.filter(date_joined__gt=young, is_house=False, is_grown=False, is_staff=False)

    def who_began_to_rank(self, since: datetime) -> "PeopleQuerySet":
        """People whose votes rank now and did not rank at `since`."""
        began = Q(confirmed__gt=since) | Q(date_joined__gt=since - VOTES_RANK_AFTER)
        return self.whose_votes_rank().filter(began)

    def moderators(self) -> "PeopleQuerySet":
        return self.active().filter(is_staff=True, suspended__isnull=True)

    def in_bad_standing(self) -> "PeopleQuerySet":
        return self.filter(bad_standing())

    def fingerprint(self) -> tuple[object, ...]:
        """A value that changes whenever somebody enters or leaves this set."""
        last = {"flagged": models.Max("flagged"), "suspended": models.Max("suspended")}
        found = self.aggregate(n=models.Count("pk"), sum=models.Sum("pk"), **last)
        return tuple(found.values())


class PeopleManager(UserManager["User"]):
    def get_queryset(self) -> PeopleQuerySet:
        return PeopleQuerySet(self.model, using=self._db)

    def active(self) -> PeopleQuerySet:
        return self.get_queryset().active()

    def named_in(self, question: str) -> PeopleQuerySet:
        return self.get_queryset().named_in(question)

    def whose_votes_rank(self) -> PeopleQuerySet:
        return self.get_queryset().whose_votes_rank()

    def sought(self, words: str, state: str, days: int | None, network: str) -> PeopleQuerySet:
        return self.get_queryset().sought(words, state, days, network)

    def new(self) -> PeopleQuerySet:
        return self.get_queryset().new()

    def who_began_to_rank(self, since: datetime) -> PeopleQuerySet:
        return self.get_queryset().who_began_to_rank(since)

    def moderators(self) -> PeopleQuerySet:
        return self.get_queryset().moderators()

    def in_bad_standing(self) -> PeopleQuerySet:
        return self.get_queryset().in_bad_standing()


class User(AbstractUser):
    username = models.CharField(max_length=30, unique=True, validators=username_validators)
    email = models.EmailField()
    first_name = None  # type: ignore[assignment]  # we ask for no real names
    last_name = None  # type: ignore[assignment]  # as the line before
    confirmed = models.DateTimeField(null=True, blank=True, help_text="When the address was confirmed.")
    flagged = models.DateTimeField(null=True, blank=True, help_text="When moderators stopped counting the votes.")
    suspended = models.DateTimeField(
        null=True, blank=True, help_text="Since when they may read only, and nothing of theirs counts."
    )
    is_house = models.BooleanField(default=False, help_text="Posts for the house; labelled wherever it appears.")
    is_grown = models.BooleanField(
        default=False, db_default=False, help_text="Has the full limits at any age, like an account that is not new."
    )
    named_scout = models.BooleanField(
        default=False, help_text="Chose to be named among the scouts, which tells what they voted for and glanced at."
    )
    renamed = models.DateTimeField(null=True, blank=True, help_text="When the name was last changed.")
    left = models.DateTimeField(
        null=True, blank=True, help_text="When the account was deleted. The row has had no name since."
    )

    objects: ClassVar[PeopleManager] = PeopleManager()

    class Meta(AbstractUser.Meta):
        swappable = "AUTH_USER_MODEL"
        constraints = [
            # Anybody may type any address, and a refusal must not reveal who has it. So only confirmed addresses are
            # unique. Upper, because a lookup by iexact compares upper case.
            models.UniqueConstraint(
                Upper("email"), name="user_email_once", condition=Q(confirmed__isnull=False) & ~Q(email="")
            ),
            models.UniqueConstraint(Upper("username"), name="user_username_once"),
            models.CheckConstraint(name="user_left_without_a_name", condition=Q(left__isnull=True) | NAMELESS),
        ]
        indexes = [
            models.Index(fields=["email"], name="user_email"),
            models.Index(fields=["-date_joined"], name="user_joined"),
            models.Index(fields=["-id"], name="user_suspended", condition=Q(suspended__isnull=False)),
            models.Index(fields=["-id"], name="user_flagged", condition=Q(flagged__isnull=False)),
            models.Index(fields=["-id"], name="user_closed", condition=Q(is_active=False)),
            models.Index(OpClass(Upper("username"), name="text_pattern_ops"), name="user_name_begins"),
        ]

    def get_absolute_url(self) -> str:
        """The page of the person; "" if they have left."""
        return "" if self.has_left else reverse("profile", args=[self.username])

    def get_full_name(self) -> str:
        return self.shown_name

    def get_short_name(self) -> str:
        return self.shown_name

    @property
    def has_left(self) -> bool:
        return self.left is not None

    @property
    def shown_name(self) -> str:
        """The name for readers. Nobody can choose the one of those who left: it is reserved."""
        return DELETED if self.has_left else self.username

    @property
    def votes_rank(self) -> bool:
        """Whether this person's votes count for ranking now: confirmed, a day old, in good standing."""
        return (
            self.confirmed is not None
            and self.in_good_standing
            and self.date_joined <= timezone.now() - VOTES_RANK_AFTER
        )

    @property
    def days_old(self) -> int:
        return (timezone.now() - self.date_joined).days

    @property
    def is_new(self) -> bool:
        """Whether the account has smaller limits for its age. The house and moderators are never new."""
        is_known = self.is_house or self.is_grown or self.moderates
        return not is_known and self.days_old < settings.NEW_ACCOUNT_DAYS

    @property
    def in_good_standing(self) -> bool:
        """Neither closed, nor flagged or suspended by moderators."""
        return self.is_active and self.flagged is None and self.suspended is None

    def note_confirmed(self) -> None:
        """Record that the address was confirmed. The first time is kept when the address changes later."""
        self.confirmed = self.confirmed or timezone.now()
        self.save(update_fields=["confirmed"])

    @transaction.atomic
    def end_all_access(self) -> None:
        """The password, all second factors, accounts at other sites, sessions and tokens are of no use from now on."""
        self.set_unusable_password()
        self.save(update_fields=["password"])
        end_sessions(self)
        Authenticator.objects.filter(user=self).delete()
        SocialAccount.objects.filter(user=self).delete()
        self.revoke_tokens()

    def revoke_tokens(self) -> int:
        """How many tokens are revoked now that were not before."""
        return self.api_tokens.filter(revoked=None).update(revoked=timezone.now())

    def lose_name(self) -> None:
        """Empty the row of all that says who it was. Its id stays, and so does what decides how much answers count:
        when the person joined and confirmed, and whether moderators flagged them."""
        self.username, self.email = f"{NO_NAME}{secrets.token_hex(12)}", ""
        self.set_unusable_password()
        self.is_staff = self.is_superuser = self.named_scout = False
        self.last_login, self.renamed, self.left = None, None, timezone.now()
        self.save()

    def name_as_scout(self, named: bool) -> None:
        self.named_scout = named
        self.save(update_fields=["named_scout"])

    @property
    def lacks_second_factor(self) -> bool:
        """Whether this person must set one up before they act as a moderator."""
        return settings.MODERATORS_NEED_SECOND_FACTOR and self.moderates and not is_mfa_enabled(self, FACTORS)

    @property
    def moderates(self) -> bool:
        return self.is_active and self.is_staff and self.suspended is None
