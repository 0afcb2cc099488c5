"""Where allauth meets our people: what signing in and confirming an address lead to."""

from typing import Any
from urllib.parse import urlsplit, urlunsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from ideas.actions import reconsider_votes
from marketplace.accounts.models import User
from marketplace.pages.idea import pending_vote


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Signed in or up: the vote that waited for it is cast, and its page comes back."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        back = pending_vote.cast(request, user)
        return redirect(back) if back else response

    @transaction.atomic
    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """The link was followed and its button pressed: the person's earlier votes may rank now."""
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

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation: Any, signup: bool) -> None:
        """Who owns the address is told that they have an account already; who typed it learns nothing."""
        address = emailconfirmation.email_address
        if address.can_set_verified():
            super().send_confirmation_mail(request, emailconfirmation, signup)
        else:
            self.send_account_already_exists_mail(address.email)

    def can_delete_email(self, email_address: EmailAddress) -> bool:
        """A confirmed address stays until another replaces it, so that one mailbox confirms one account."""
        return not email_address.primary


def at_our_site(link: str) -> str:
    parts = urlsplit(link)
    return f"{settings.SITE_URL}{urlunsplit(('', '', parts.path, parts.query, parts.fragment))}"
