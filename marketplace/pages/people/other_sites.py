"""Signing in with an account at another site. What that site says of an address opens no account here.

A verified address only confirms the new account that is made with it. To use another site for an account that is there
already, one signs in here first and connects it.
"""

import logging
from typing import Any

from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from ideas.actions import reconsider_votes
from marketplace.accounts.models import User
from marketplace.pages.site.requests import View

from .account_forms import verified

logger = logging.getLogger(__name__)

WITH = "/account/with/"
AWAY = "That site does not answer as it should, so nobody was signed in. Try again later, or sign in another way."
HAS_ACCOUNT = (
    "There is an account here with your address at {site}. Sign in to it, then connect {site} under “Other sites” in"
    " its menu."
)


class OtherSiteAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    def get_requests_session(self) -> Any:
        """For requests to the other site. A redirect would send a code or a secret of ours to somebody else."""
        session = super().get_requests_session()
        session.max_redirects = 0
        return session

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Keep what is needed of what the other site says, and send the owner of an account here to sign in to it."""
        refuse_contradictions(sociallogin)
        keep_little(sociallogin)
        connects = sociallogin.state.get("process") == "connect"
        if connects or sociallogin.is_existing:
            return
        if any(EmailAddress.objects.is_verified(each.email) for each in verified(sociallogin)):
            messages.warning(request, HAS_ACCOUNT.format(site=sociallogin.provider.name))
            raise ImmediateHttpResponse(redirect("account_login"))

    @transaction.atomic
    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> User:
        person: User = super().save_user(request, sociallogin, form)
        if EmailAddress.objects.filter(user=person, email__iexact=person.email, verified=True).exists():
            person.note_confirmed()
            reconsider_votes()
        return person


def said_to_be_away(respond: View) -> View:
    """Middleware: another site that is away, or answers nonsense, is said to be so. allauth foresees that only on the
    way back from there."""

    def serve(request: HttpRequest) -> HttpResponse:
        return respond(request)

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not request.path.startswith(WITH) or not isinstance(error, OSError | LookupError | ValueError):
            return None
        logger.warning("%s: %s", request.path, type(error).__name__, exc_info=error)
        messages.warning(request, AWAY)
        return redirect("account_login")

    serve.process_exception = process_exception  # type: ignore[attr-defined]  # Django looks for it
    return serve


def refuse_contradictions(sociallogin: SocialLogin) -> None:
    """OpenID Connect says who somebody is in a token. It must be of the issuer that the operator named, whatever that
    site's own description says, and be about the same person as the other answer. Raises OAuth2Error."""
    app = sociallogin.provider.app
    if app.provider != "openid_connect":
        return
    said = sociallogin.account.extra_data
    token, other = said.get("id_token") or {}, said.get("userinfo") or {}
    if str(token.get("iss")).rstrip("/") != str(app.settings["server_url"]).rstrip("/"):
        raise OAuth2Error("The token is missing, or of another issuer.")
    if other and other.get("sub") != token.get("sub"):
        raise OAuth2Error("The token is about somebody else.")


def keep_little(sociallogin: SocialLogin) -> None:
    """One address, verified only by a true `true`: some sites send the word "false". No name, picture or profile."""
    for address in sociallogin.email_addresses:
        address.verified = address.verified is True
    known = sorted(sociallogin.email_addresses, key=lambda address: (not address.verified, not address.primary))
    sociallogin.email_addresses = known[:1]
    sociallogin.account.extra_data = {}
    if sociallogin.account.pk:
        sociallogin.account.save(update_fields=["extra_data"])
    elif known:
        sociallogin.user.email = known[0].email
