"""Deleting one's own account, behind the password or a sign-in of the last minutes."""

import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ideas.models import Comment, Idea
from marketplace.accounts.models import User
from marketplace.pages.site.requests import SignedInRequest
from marketplace.personal_data.leaving import CannotLeave, TakenAlong, leave, why_not

from .confirm_email import PasswordForm

logger = logging.getLogger(__name__)
NO_WAY_TO_ASK = "Choose a password first, so that nobody else can do this with your account."
CHOOSE = {"required": "Choose one of the two."}


class DeleteAccountForm(PasswordForm):
    ideas = forms.ChoiceField(
        label="Your published ideas",
        choices=[
            ("stay", "Stay, with “deleted” as their author. Moderators can edit them."),
            ("go", "Go, with their examples and results. A Moment among them ends."),
        ],
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    comments = forms.ChoiceField(
        label="Your comments",
        choices=[
            ("stay", "Stay, with “deleted” as their author."),
            ("go", "Go. Their places in the threads are kept, without words."),
        ],
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    field_order = ("ideas", "comments", "password")

    def __init__(self, request: SignedInRequest) -> None:
        super().__init__(request, request.user)
        self.fields["password"].label = "Your password"
        self.fields["password"].error_messages = {"required": "Type your password."}
        if not request.user.has_usable_password():
            del self.fields["password"]

    @property
    def taken_along(self) -> TakenAlong:
        return TakenAlong(ideas=self.cleaned_data["ideas"] == "go", comments=self.cleaned_data["comments"] == "go")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def delete_account(request: SignedInRequest) -> HttpResponse:
    """The form asks for the password. An account without one must have signed in lately, in whichever way it can."""
    if request.user.has_usable_password():
        return ask_and_delete(request)
    if not get_adapter().get_reauthentication_methods(request.user):
        return say_choose_a_password(request)
    asked_again: HttpResponse = reauthentication_required(ask_and_delete)(request)
    return asked_again


def say_choose_a_password(request: SignedInRequest) -> HttpResponse:
    messages.warning(request, NO_WAY_TO_ASK)
    return redirect("account_reset_password")


def ask_and_delete(request: SignedInRequest) -> HttpResponse:
    form = DeleteAccountForm(request)
    if request.method != "POST" or not form.is_valid():
        return show(request, form)
    address = request.user.email if request.user.confirmed else ""
    try:
        leave(request.user, form.taken_along)
    except CannotLeave:
        return show(request, form, status=422)
    logout(request)
    tell_owner(address)
    messages.success(request, "Your account is deleted.")
    return redirect("home")


def show(request: SignedInRequest, form: DeleteAccountForm, *, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "why_not": why_not(request.user), **counts_of(request.user)}
    return render(request, "people/delete_account.html", context, status=422 if form.errors else status)


def counts_of(person: User) -> dict[str, int]:
    """How much is at stake."""
    return {
        "ideas": Idea.objects.by(person).published().count(),
        "comments": Comment.objects.by(person).standing().count(),
        "votes": person.votes.count(),
    }


def tell_owner(address: str) -> None:
    """By mail, in case somebody else did it. The account is gone already, so a mail server that refuses is only
    logged."""
    if not address:
        return
    try:
        get_adapter().send_mail("account/email/account_deleted", address, {})
    except (OSError, SMTPException) as error:
        logger.warning("The mail server refused to say that an account was deleted: %s", error)
