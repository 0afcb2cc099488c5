"""Confirming an address by the mailed link, when anybody may have typed that address.

Who signed up and who reads the mail may be two people. So the button alone confirms only in the browser that is signed
in as the account. Elsewhere the reader either types the account's password, and nothing changes, or chooses a new one.
Then the account is theirs alone: the old password, all sessions and all tokens end.
"""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.account.views import ConfirmEmailView
from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from marketplace.accounts.models import User


class PasswordForm(forms.Form):
    password = forms.CharField(
        label="The password of the account",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Type the password that was chosen when the account was made."},
    )

    def __init__(self, request: HttpRequest, person: User) -> None:
        super().__init__(request.POST if request.method == "POST" else None)
        self.request, self.person = request, person

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        login = {"username": self.person.username, "password": password}
        # The adapter also limits how often one may guess.
        if get_adapter(self.request).authenticate(self.request, **login) is None:
            raise forms.ValidationError("This is not the password of the account.")
        return password


class ConfirmEmail(ConfirmEmailView):  # type: ignore[misc]  # allauth has no types
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if context["can_confirm"] and not is_signed_in_as(self.request, self.person):
            context |= {
                "form": kwargs.get("form") or PasswordForm(self.request, self.person),
                "may_take": self.may_take,
            }
        return context

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        if is_signed_in_as(self.request, self.person) or not self.object.email_address.can_set_verified():
            return self.confirmed()
        if "take" in self.request.POST and self.may_take:
            return self.taken()
        form = PasswordForm(self.request, self.person)
        if form.is_valid():
            return self.confirmed()
        refused: HttpResponse = self.render_to_response(self.get_context_data(form=form), status=422)
        return refused

    @property
    def person(self) -> User:
        person: User = self.object.email_address.user
        return person

    @property
    def may_take(self) -> bool:
        """A new account goes to who reads its mail. One that had a confirmed address before has an owner already."""
        return self.person.confirmed is None

    def confirmed(self) -> HttpResponse:
        response: HttpResponse = super().post()
        return response

    @transaction.atomic
    def taken(self) -> HttpResponse:
        person = self.person
        self.object.confirm(self.request)
        person.refresh_from_db()
        person.end_all_access()
        self.logout_other_user(self.object)
        key = default_token_generator.make_token(person)
        return redirect(reverse("account_reset_password_from_key", args=[user_pk_to_url_str(person), key]))


def is_signed_in_as(request: HttpRequest, person: User) -> bool:
    return request.user == person
