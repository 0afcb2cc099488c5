"""The forms of allauth with our labels. allauth repeats each label as a placeholder; one of the two is enough."""

from datetime import timedelta
from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.socialaccount import forms as other_site_forms
from allauth.socialaccount.models import SocialLogin
from django import forms

from marketplace.accounts.models import VOTES_RANK_AFTER

from . import security_log

WHAT_MAKES_ONE_GOOD = "At least 8 characters; not a common password, nor like your name, your address or this site."
ADDRESS = (
    "Not shown to anybody. Your votes count for the ranking once you have confirmed it and your account is"
    f" {VOTES_RANK_AFTER // timedelta(hours=1)} hours old."
)
PROVED = "{site} says that it is yours, so it is confirmed."


def reword(form: forms.Form, **labels: str) -> None:
    for name, field in form.fields.items():
        field.widget.attrs.pop("placeholder", None)
        field.label = labels.get(name, field.label)
        if name == "password1":
            field.help_text = WHAT_MAKES_ONE_GOOD


class LoginForm(allauth_forms.LoginForm):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self, login="User name or e-mail address", remember="Keep me signed in on this device")
        self.fields["login"].widget.attrs |= {"autofocus": not self.is_bound, "autocomplete": "username"}


class SignupForm(allauth_forms.SignupForm):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self, email="E-mail address", username="User name")
        self.fields["email"].help_text = ADDRESS
        self.fields["username"].help_text = "Shown with everything you post."


class AddEmailForm(allauth_forms.AddEmailForm):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self, email="New e-mail address")
        self.fields["email"].help_text = ADDRESS


class ResetPasswordForm(allauth_forms.ResetPasswordForm):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self, email="E-mail address of your account")


class RevokingTokens(forms.Form):
    """Whoever may know the old password may also have made a token with it."""

    revoke_tokens = forms.BooleanField(
        label="Revoke my API tokens, too", help_text="Programs that use them then stop working.", required=False
    )

    def save(self) -> None:
        super().save()  # type: ignore[misc]  # of the form of allauth beside it
        if self.cleaned_data["revoke_tokens"]:
            self.user.revoke_tokens()  # type: ignore[attr-defined]  # as above
            security_log.note(context.request, "all tokens revoked", self.user)  # type: ignore[attr-defined]  # as above


class ResetPasswordKeyForm(RevokingTokens, allauth_forms.ResetPasswordKeyForm):  # type: ignore[misc]  # as above
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self, password1="New password", password2="The same again")
        self.order_fields(["password1", "password2", "revoke_tokens"])


class ChangePasswordForm(RevokingTokens, allauth_forms.ChangePasswordForm):  # type: ignore[misc]  # as above
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self, oldpassword="Current password", password1="New password", password2="The same again")
        self.order_fields(["oldpassword", "password1", "password2", "revoke_tokens"])


def verified(sociallogin: SocialLogin) -> list[EmailAddress]:
    return [address for address in sociallogin.email_addresses if address.verified]


class OtherSiteSignupForm(other_site_forms.SignupForm):  # type: ignore[misc]  # as above
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reword(self, email="E-mail address", username="User name")
        self.fields["username"].help_text = "Shown with everything you post."
        proved = verified(self.sociallogin)
        self.fields["email"].disabled = bool(proved)  # what is sent is ignored
        site = self.sociallogin.provider.name
        self.fields["email"].help_text = PROVED.format(site=site) if proved else ADDRESS
