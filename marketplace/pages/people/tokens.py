"""The API tokens of one's own account: issue, list and revoke them. A token is shown once."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from ideas.constraints import broken
from marketplace.accounts.models import MAX_TOKENS, ApiToken, TooManyTokens
from marketplace.pages.site.fields import TypedText
from marketplace.pages.site.requests import SignedInRequest

NAME_TAKEN = "You have a token with this name. Choose another, or revoke that one first."
TOO_MANY = f"You have {MAX_TOKENS} tokens, which is the most there may be. Revoke one that you no longer need."


class TokenForm(forms.Form):
    name = TypedText(
        label="What is it for",
        help_text="A name by which you know it again: the program, or the machine it runs on.",
        max_length=60,
        error_messages={"required": "Give the token a name."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: SignedInRequest) -> HttpResponse:
    """All live tokens and a form for one more. Only the response that issues a token shows it."""
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        secret = issue(request, form)
        if secret:
            return show(request, TokenForm(), secret=secret, secret_name=form.cleaned_data["name"])
    return show(request, form)


def issue(request: SignedInRequest, form: TokenForm) -> str:
    """The secret of a new token; "" where it was refused, with the reason in the form."""
    try:
        with transaction.atomic():
            return ApiToken.objects.issue(request.user, form.cleaned_data["name"])[1]
    except IntegrityError as error:
        if broken(error) != "token_name_once":
            raise
        form.add_error("name", NAME_TAKEN)
    except TooManyTokens:
        form.add_error(None, TOO_MANY)
    return ""


def show(request: SignedInRequest, form: TokenForm, **context: Any) -> HttpResponse:
    context |= {"form": form, "tokens": ApiToken.objects.live().of(request.user), "most": MAX_TOKENS}
    return render(request, "people/tokens.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(ApiToken.objects.live().of(request.user), pk=pk)
    token.revoke()
    messages.success(request, f"The token “{token.name}” is revoked. Whatever still uses it is refused from now on.")
    return redirect("tokens")
