"""Where allauth meets our people: confirming an address lets votes rank."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils import timezone

from ideas.actions import reconsider_votes


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    def confirm_email(self, request: HttpRequest, email_address: Any) -> bool:
        confirmed: bool = super().confirm_email(request, email_address)
        if confirmed:
            person = email_address.user
            person.confirmed = person.confirmed or timezone.now()
            person.save(update_fields=["confirmed"])
            reconsider_votes()
        return confirmed
