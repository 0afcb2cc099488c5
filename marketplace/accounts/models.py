"""People, and the API tokens of their programs."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils import timezone

from .names import username_validators

VOTES_RANK_AFTER = timedelta(days=1)
SECRETS_BEGIN_WITH = "ovl_"  # lets scanners for leaked secrets recognise ours
MAX_TOKENS = 20  # live tokens of one person


class PeopleQuerySet(models.QuerySet["User"]):
    def active(self) -> "PeopleQuerySet":
        return self.filter(is_active=True)

    def named(self, name: str) -> "User | None":
        """The person of this name, in any case; None if there is none."""
        return self.filter(username__iexact=name).first()

    def whose_votes_rank(self) -> "PeopleQuerySet":
        """People whose votes count for ranking now: `User.votes_rank` as a query."""
        return self.filter(
            confirmed__isnull=False,
            flagged__isnull=True,
            is_active=True,
            date_joined__lte=timezone.now() - VOTES_RANK_AFTER,
        )

    def who_began_to_rank(self, since: datetime) -> "PeopleQuerySet":
        """People whose votes rank now and did not rank at `since`."""
        began = Q(confirmed__gt=since) | Q(date_joined__gt=since - VOTES_RANK_AFTER)
        return self.whose_votes_rank().filter(began)

    def in_bad_standing(self) -> "PeopleQuerySet":
        """Flagged by moderators, or closed."""
        return self.filter(Q(is_active=False) | Q(flagged__isnull=False))

    def fingerprint(self) -> tuple[object, ...]:
        """A value that changes whenever somebody enters or leaves this set."""
        found = self.aggregate(n=models.Count("pk"), sum=models.Sum("pk"), last=models.Max("flagged"))
        return tuple(found.values())


class PeopleManager(UserManager["User"]):
    def get_queryset(self) -> PeopleQuerySet:
        return PeopleQuerySet(self.model, using=self._db)

    def active(self) -> PeopleQuerySet:
        return self.get_queryset().active()

    def whose_votes_rank(self) -> PeopleQuerySet:
        return self.get_queryset().whose_votes_rank()

    def who_began_to_rank(self, since: datetime) -> PeopleQuerySet:
        return self.get_queryset().who_began_to_rank(since)

    def in_bad_standing(self) -> PeopleQuerySet:
        return self.get_queryset().in_bad_standing()


class User(AbstractUser):
    username = models.CharField(max_length=30, unique=True, validators=username_validators)
    email = models.EmailField()
    first_name = None  # type: ignore[assignment]  # we ask for no real names
    last_name = None  # type: ignore[assignment]  # as the line before
    confirmed = models.DateTimeField(null=True, blank=True, help_text="When the address was confirmed.")
    flagged = models.DateTimeField(null=True, blank=True, help_text="When moderators stopped counting the votes.")
    is_house = models.BooleanField(default=False, help_text="Posts for the house; labelled wherever it appears.")
    named_scout = models.BooleanField(
        default=False, help_text="Chose to be named among the scouts, which tells what they voted for and glanced at."
    )

    objects: ClassVar[PeopleManager] = PeopleManager()

    class Meta(AbstractUser.Meta):
        swappable = "AUTH_USER_MODEL"
        constraints = [
            # Anybody may type any address, and a refusal must not reveal who has it. So only confirmed addresses are
            # unique. Upper, because a lookup by iexact compares upper case.
            models.UniqueConstraint(Upper("email"), name="user_email_once", condition=Q(confirmed__isnull=False)),
            models.UniqueConstraint(Upper("username"), name="user_username_once"),
        ]
        indexes = [models.Index(fields=["email"], name="user_email")]

    def get_absolute_url(self) -> str:
        return reverse("profile", args=[self.username])

    def get_full_name(self) -> str:
        return self.username

    def get_short_name(self) -> str:
        return self.username

    @property
    def votes_rank(self) -> bool:
        """Whether this person's votes count for ranking now: confirmed, a day old, not flagged."""
        return (
            self.confirmed is not None
            and self.flagged is None
            and self.is_active
            and self.date_joined <= timezone.now() - VOTES_RANK_AFTER
        )

    @property
    def in_good_standing(self) -> bool:
        """Neither flagged by moderators nor closed."""
        return self.is_active and self.flagged is None

    def note_confirmed(self) -> None:
        """Record that the address was confirmed. The first time is kept when the address changes later."""
        self.confirmed = self.confirmed or timezone.now()
        self.save(update_fields=["confirmed"])

    @transaction.atomic
    def end_all_access(self) -> None:
        """The password, all sessions (Django ties them to the password) and all tokens are of no use from now on."""
        self.set_unusable_password()
        self.save(update_fields=["password"])
        ApiToken.objects.live().of(self).update(revoked=timezone.now())

    def name_as_scout(self, named: bool) -> None:
        self.named_scout = named
        self.save(update_fields=["named_scout"])

    @property
    def moderates(self) -> bool:
        return self.is_active and self.is_staff


class TooManyTokens(Exception):
    """The person has the maximum number of live tokens."""


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def live(self) -> "ApiTokenQuerySet":
        return self.filter(revoked__isnull=True, person__is_active=True)

    def of(self, person: User) -> "ApiTokenQuerySet":
        return self.filter(person=person)

    def named(self, name: str) -> "ApiTokenQuerySet":
        return self.filter(name=name)

    def matching(self, secret: str) -> "ApiToken | None":
        """The live token with this secret, with its person, or None."""
        return self.live().select_related("person").filter(digest=digest_of(secret)).first()

    @transaction.atomic
    def issue(self, person: User, name: str) -> tuple["ApiToken", str]:
        """A new token and its secret. Only the digest is stored, so the secret is shown this once.

        Raises TooManyTokens, and IntegrityError when a live token of this person has the name.
        """
        User.objects.select_for_update(no_key=True).get(
            pk=person.pk
        )  # two requests at once must not both take the last place
        if self.live().of(person).count() >= MAX_TOKENS:
            raise TooManyTokens
        secret = SECRETS_BEGIN_WITH + secrets.token_urlsafe(32)
        return self.create(person=person, name=name, hint=secret[-4:], digest=digest_of(secret)), secret


def digest_of(secret: str) -> str:
    """SHA-256 in hex. The secret has 256 random bits, so a slow hash would add nothing."""
    return hashlib.sha256(secret.encode()).hexdigest()


class ApiToken(models.Model):
    person = models.ForeignKey(User, models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=60)
    hint = models.CharField(max_length=4, help_text="The last four characters, to tell tokens apart.")
    digest = models.CharField(max_length=64, unique=True)
    created = models.DateTimeField(auto_now_add=True)
    last_used = models.DateTimeField(null=True, blank=True)
    revoked = models.DateTimeField(null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-created"]
        constraints = [
            models.UniqueConstraint("person", "name", condition=Q(revoked=None), name="token_name_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} (…{self.hint})"

    def revoke(self) -> None:
        self.revoked = self.revoked or timezone.now()
        self.save(update_fields=["revoked"])

    def mark_used(self) -> None:
        """Record the use, at most once a minute, so a polling reader does not write a row for each request."""
        now = timezone.now()
        if self.last_used is None or now - self.last_used > timedelta(minutes=1):
            ApiToken.objects.filter(pk=self.pk).update(last_used=now)
