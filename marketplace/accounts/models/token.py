"""The API tokens of people's programs: what each may do, and until when."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from .person import User

SECRETS_BEGIN_WITH = "ovl_"  # lets scanners for leaked secrets recognise ours
MAX_TOKENS = 20  # live tokens of one person


class TooManyTokens(Exception):
    """The person has the maximum number of live tokens."""


class TokenScope(models.TextChoices):
    READ = "read", "read"
    WRITE = "write", "write as you"
    MODERATE = "moderate", "moderate as you"


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def unrevoked(self) -> "ApiTokenQuerySet":
        """Also those that are out of date."""
        return self.filter(revoked__isnull=True, person__is_active=True, person__suspended__isnull=True)

    def live(self) -> "ApiTokenQuerySet":
        return self.unrevoked().exclude(expires__lte=timezone.now())

    def out_of_date(self) -> "ApiTokenQuerySet":
        return self.unrevoked().filter(expires__lte=timezone.now())

    def of(self, person: User) -> "ApiTokenQuerySet":
        return self.filter(person=person)

    def named(self, name: str) -> "ApiTokenQuerySet":
        return self.filter(name=name)

    def matching(self, secret: str) -> "ApiToken | None":
        """The unrevoked token with this secret, with its person, or None. It may be out of date."""
        return self.unrevoked().select_related("person").filter(digest=digest_of(secret)).first()

    @transaction.atomic
    def issue(
        self,
        person: User,
        name: str,
        scopes: Collection[str] = (TokenScope.WRITE,),
        expires: datetime | None = None,
    ) -> tuple["ApiToken", str]:
        """A new token and its secret. Only the digest is stored, so the secret is shown this once. Every token may
        read. The person's tokens that are out of date are revoked, so their names are free.

        Raises TooManyTokens, and IntegrityError when a live token of this person has the name.
        """
        User.objects.select_for_update(no_key=True).get(
            pk=person.pk
        )  # two requests at once must not both take the last place
        self.out_of_date().of(person).update(revoked=timezone.now())
        if self.live().of(person).count() >= MAX_TOKENS:
            raise TooManyTokens
        secret = SECRETS_BEGIN_WITH + secrets.token_urlsafe(32)
        may = [scope.value for scope in TokenScope if scope in (TokenScope.READ, *scopes)]
        token = self.create(
            person=person, name=name, hint=secret[-4:], digest=digest_of(secret), scopes=may, expires=expires
        )
        return token, secret


def digest_of(secret: str) -> str:
    """SHA-256 in hex. The secret has 256 random bits, so a slow hash would add nothing."""
    return hashlib.sha256(secret.encode()).hexdigest()


class ApiToken(models.Model):
    person = models.ForeignKey(User, models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=60)
    hint = models.CharField(max_length=4, help_text="The last four characters, to tell tokens apart.")
    digest = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=10, choices=TokenScope.choices))
    created = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField(null=True, blank=True, help_text="Empty: never.")
    last_used = models.DateTimeField(null=True, blank=True)
    revoked = models.DateTimeField(null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-created"]
        constraints = [
            models.UniqueConstraint("person", "name", condition=Q(revoked=None), name="token_name_once"),
            models.CheckConstraint(
                condition=Q(scopes__contained_by=TokenScope.values, scopes__contains=["read"]),
                name="token_scopes_known",
            ),
            models.CheckConstraint(condition=Q(expires__gt=F("created")), name="token_expires_later"),
        ]

    def __str__(self) -> str:
        return f"{self.name} (…{self.hint})"

    @property
    def is_out_of_date(self) -> bool:
        return self.expires is not None and self.expires <= timezone.now()

    @property
    def may_words(self) -> str:
        """What it may do, such as "read, moderate as you"."""
        return ", ".join(TokenScope(scope).label for scope in self.scopes)

    def revoke(self) -> None:
        self.revoked = self.revoked or timezone.now()
        self.save(update_fields=["revoked"])

    def mark_used(self) -> None:
        """Record the use, at most once a minute, so a polling reader does not write a row for each request."""
        now = timezone.now()
        if self.last_used is None or now - self.last_used > timedelta(minutes=1):
            ApiToken.objects.filter(pk=self.pk).update(last_used=now)
