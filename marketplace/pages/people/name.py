"""Changing one's own name. The former address leads to the new one."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ideas.constraints import broken
from marketplace.accounts.models import RENAME_EVERY, FormerName, RenamedLately, User, rename
from marketplace.pages.site.fields import TypedText
from marketplace.pages.site.requests import SignedInRequest

from . import security_log

TAKEN = "Somebody else has this name, or had it. Please choose another."
RULES = {"user_username_once", "accounts_user_username_key", "user_former_name"}


class NameForm(forms.Form):
    username = TypedText(
        label="New name",
        max_length=30,
        help_text="Letters, digits, hyphens and underscores.",
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
        error_messages={"required": "Type the new name."},
    )

    def __init__(self, data: Any, person: User) -> None:
        super().__init__(data)
        self.person = person

    def clean_username(self) -> str:
        name = str(self.cleaned_data["username"])
        if name == self.person.username:
            raise forms.ValidationError("This is your name already.")
        get_adapter().clean_username(name, shallow=True)
        others = User.objects.exclude(pk=self.person.pk)
        if others.filter(username__iexact=name).exists() or FormerName.objects.kept_from(name, self.person):
            raise forms.ValidationError(TAKEN)
        return name


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def name(request: SignedInRequest) -> HttpResponse:
    form = NameForm(request.POST if request.method == "POST" else None, request.user)
    if form.is_valid():
        changed: HttpResponse = change(request, form)
        return changed
    return show(request, form)


@reauthentication_required  # type: ignore[untyped-decorator]  # allauth has no types
def change(request: SignedInRequest, form: NameForm) -> HttpResponse:
    """Back to the page of the person, or the form with the reason why not."""
    new = form.cleaned_data["username"]
    try:
        rename(request.user, new)
    except RenamedLately as lately:
        form.add_error("username", f"{lately} You may change it again on {lately.again:%d %B %Y}.")
    except IntegrityError as error:
        if broken(error) not in RULES:
            raise
        form.add_error("username", TAKEN)
    else:
        security_log.note(request, f"name changed to {new}", request.user)
        messages.success(request, f"Your name is {new} now. Your former address leads here.")
        return redirect("profile", new)
    return show(request, form)


def show(request: SignedInRequest, form: NameForm) -> HttpResponse:
    context = {"form": form, "days": RENAME_EVERY.days}
    return render(request, "people/name.html", context, status=422 if form.errors else 200)
