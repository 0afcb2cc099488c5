"""Our hooks into allauth: what happens after signing in and after confirming an address."""

from typing import Any
from urllib.parse import urlsplit, urlunsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve

from ideas.actions import reconsider_votes
from ideas.models import Idea
from marketplace.accounts.models import FormerName, User, end_oldest_sessions, end_sessions
from marketplace.pages.idea.votes import cast_remembered
from marketplace.pages.pastes.carried import carry_remembered

from . import security_log

WHERE = "where_they_were"  # in the session


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """After signing in or up: cast the vote that waited, or make the draft of the pasted table that waited, and go
        there."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        end_oldest_sessions(user)
        security_log.note(request, "signed in", user)
        if user.suspended:
            return redirect("standing")
        back = cast_remembered(request, user) or carry_remembered(request, user)
        return remembering_where(request, user, redirect(back) if back else response)

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        """Where they were when they signed up, if it was in this browser."""
        usual: str = super().get_email_verification_redirect_url(email_address)
        where = self.request.session.pop(WHERE, "") if self.request.user.is_authenticated else ""
        return where if where and is_still_there(where, self.request.user) else usual

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        event = "password asked for again and wrong" if request.user.is_authenticated else "sign-in failed"
        security_log.warn(request, event, person_of(credentials))

    @transaction.atomic
    def set_password(self, user: User, password: str) -> None:
        """All other sessions of the person end, whichever way the password was set."""
        super().set_password(user, password)
        end_sessions(user, but=self.request.session.session_key)

    def clean_username(self, username: str, shallow: bool = False) -> str:
        """A name that somebody had and gave up stays theirs."""
        name: str = super().clean_username(username, shallow)
        if not shallow and FormerName.objects.kept_from(name, None):
            raise self.validation_error("username_taken")
        return name

    @transaction.atomic
    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """After the button of the mailed link: the person's earlier votes may rank now."""
        confirmed: bool = super().confirm_email(request, email_address)
        if confirmed:
            email_address.user.note_confirmed()
            reconsider_votes()
        return confirmed

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Links in mails lead to SITE_URL, whatever host the request was sent to: a stranger may have sent it."""
        links = {name: at_our_site(link) for name, link in context.items() if name.endswith("_url")}
        ours = {"current_site": {"domain": urlsplit(settings.SITE_URL).netloc}}
        super().send_mail(template_prefix, email, context | links | ours)

    def send_notification_mail(self, template_prefix: str, user: User, *args: Any, **kwargs: Any) -> None:
        """Called when somebody changes how they sign in. Other browsers did not show a new second factor, so they sign
        in again."""
        if template_prefix.startswith("mfa/"):
            end_sessions(user, but=self.request.session.session_key)
        security_log.note(self.request, template_prefix.rpartition("/")[2].replace("_", " "), user)
        super().send_notification_mail(template_prefix, user, *args, **kwargs)

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation: Any, signup: bool) -> None:
        """The owner of the address learns that they have an account already. Whoever typed it here learns nothing."""
        address = emailconfirmation.email_address
        if address.can_set_verified():
            super().send_confirmation_mail(request, emailconfirmation, signup)
        else:
            self.send_account_already_exists_mail(address.email)

    def can_delete_email(self, email_address: EmailAddress) -> bool:
        """A confirmed address stays until another replaces it, so one mailbox confirms one account."""
        return not email_address.primary


def remembering_where(request: HttpRequest, person: User, response: HttpResponse) -> HttpResponse:
    """Keep the page that somebody without a confirmed address goes to: the mailed link leads back there."""
    if person.confirmed is None:
        request.session[WHERE] = response["Location"]
    return response


def is_still_there(path: str, person: User) -> bool:
    """Whether the page still answers them: a draft may have been published or deleted since."""
    try:
        found = resolve(urlsplit(path).path)
    except Resolver404:
        return False
    return found.url_name != "submit-draft" or Idea.objects.drafts_of(person).filter(slug=found.kwargs["slug"]).exists()


def person_of(typed: dict[str, Any]) -> User | None:
    """Whose account somebody tried to open, by name or confirmed address, whichever field allauth puts it into."""
    login = str(typed.get("username") or typed.get("email") or "")
    people = User.objects.active()
    return people.named(login) or people.filter(email__iexact=login, confirmed__isnull=False).first()


def at_our_site(link: str) -> str:
    parts = urlsplit(link)
    return f"{settings.SITE_URL}{urlunsplit(('', '', parts.path, parts.query, parts.fragment))}"
