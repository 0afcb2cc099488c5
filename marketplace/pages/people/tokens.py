"""The API tokens of one's own account: issue, list and revoke them. A token is shown once."""

from datetime import timedelta
from typing import Any

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from ideas.constraints import broken
from marketplace.accounts.models import MAX_TOKENS, ApiToken, TokenScope, TooManyTokens, User
from marketplace.pages.site.fields import TypedText
from marketplace.pages.site.requests import SignedInRequest

from . import security_log

NAME_TAKEN = "You have a token with this name. Choose another, or revoke that one first."
TOO_MANY = f"You have {MAX_TOKENS} tokens, which is the most there may be. Revoke one that you no longer need."
LIVES = {"30": "in 30 days", "90": "in 90 days", "365": "in a year", "0": "never"}  # days


class TokenForm(forms.Form):
    name = TypedText(
        label="What is it for",
        help_text="A name by which you know it again: the program, or the machine it runs on.",
        max_length=60,
        error_messages={"required": "Give the token a name."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    scopes = forms.MultipleChoiceField(
        label="What may it do besides reading?",
        help_text="To write is to post, change, vote and comment. A program that only reads needs nothing here.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.ChoiceField(label="When does it end?", choices=LIVES, initial="90")

    def __init__(self, data: Any, person: User) -> None:
        super().__init__(data)
        scopes = [TokenScope.WRITE, *([TokenScope.MODERATE] if person.moderates else [])]
        choices = [(scope.value, scope.label.capitalize()) for scope in scopes]
        self.fields["scopes"].choices = choices  # type: ignore[attr-defined]  # it is a field with choices


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: SignedInRequest) -> HttpResponse:
    """All tokens and a form for one more. Only the response that issues a token shows it."""
    form = TokenForm(request.POST or None, request.user)
    if request.method == "POST" and form.is_valid():
        issued: HttpResponse = issue(request, form)
        return issued
    return show(request, form)


@reauthentication_required  # type: ignore[untyped-decorator]  # allauth has no types
def issue(request: SignedInRequest, form: TokenForm) -> HttpResponse:
    """The page with the secret of a new token, or with the reason why there is none."""
    typed = form.cleaned_data
    days = int(typed["days"])
    expires = timezone.now() + timedelta(days=days) if days else None
    try:
        with transaction.atomic():
            _, secret = ApiToken.objects.issue(request.user, typed["name"], typed["scopes"], expires)
    except IntegrityError as error:
        if broken(error) != "token_name_once":
            raise
        form.add_error("name", NAME_TAKEN)
    except TooManyTokens:
        form.add_error(None, TOO_MANY)
    else:
        security_log.note(request, "token made", request.user)
        return show(request, TokenForm(None, request.user), secret=secret, secret_name=typed["name"])
    return show(request, form)


def show(request: SignedInRequest, form: TokenForm, **context: Any) -> HttpResponse:
    context |= {"form": form, "tokens": ApiToken.objects.unrevoked().of(request.user), "most": MAX_TOKENS}
    return render(request, "people/tokens.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(ApiToken.objects.unrevoked().of(request.user), pk=pk)
    token.revoke()
    security_log.note(request, "token revoked", request.user)
    messages.success(request, f"The token “{token.name}” is revoked. Whatever still uses it is refused from now on.")
    return redirect("tokens")
