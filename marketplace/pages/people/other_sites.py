"""Signing in with an account at another site. What that site says of an address opens no account here.

A verified address only confirms the new account that is made with it. To use another site for an account that is there
already, one signs in here first and connects it.
"""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import redirect

from ideas.actions import reconsider_votes
from marketplace.accounts.models import User

from .account_forms import verified

HAS_ACCOUNT = (
    "There is an account here with your address at {site}. Sign in to it, then connect {site} under “Other sites” in"
    " its menu."
)


class OtherSiteAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Keep what is needed of what the other site says, and send the owner of an account here to sign in to it."""
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
