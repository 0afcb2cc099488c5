"""Our hooks into allauth's second factor: its secrets are encrypted, its names are ours, and its forms are bounded."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base import forms as base
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from cryptography.exceptions import InvalidSignature
from cryptography.fernet import Fernet, MultiFernet
from django import forms
from django.conf import settings

from evaluations.prototypes.datasets.problems import unfit
from marketplace.accounts.models import User
from marketplace.pages.site.fields import TypedText

from . import security_log

NO_PASSKEY = "Your browser sent something else than a passkey of this account. Try again."
MAX_NAME = 60
MAX_CREDENTIAL = 20_000  # characters; browsers send about 2,000


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    def encrypt(self, text: str) -> str:
        """A copy of the database alone gives nobody a second factor."""
        return cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return cipher().decrypt(encrypted_text.encode()).decode()

    def get_totp_label(self, user: User) -> str:
        return user.username

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": settings.MFA_TOTP_ISSUER}

    def generate_authenticator_name(self, user: User, type: str) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return f"Passkey {number}" if number > 1 else "Passkey"


def cipher() -> MultiFernet:
    """The first key encrypts; what the keys before it encrypted can still be read."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(Fernet(urlsafe_b64encode(sha256(f"second factor {key}".encode()).digest())) for key in keys)


def code(label: str) -> TypedText:
    return TypedText(
        label=label,
        max_length=MAX_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}),
        error_messages={"required": "Type the code."},
    )


class CodeForm(base.AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    code = code("Code")

    def clean_code(self) -> Any:
        return logged(self.user, super().clean_code)


class CodeAgainForm(base.ReauthenticateForm):  # type: ignore[misc]  # allauth has no types
    code = code("Code")

    def clean_code(self) -> Any:
        return logged(self.user, super().clean_code)


class AppForm(totp.ActivateTOTPForm):  # type: ignore[misc]  # allauth has no types
    code = code("The code that the app shows")


class CredentialField(forms.JSONField):
    """What a browser sends of a passkey: some texts by their names, of which the database can keep each."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        if len(value or "") > MAX_CREDENTIAL:
            raise forms.ValidationError(NO_PASSKEY)
        credential = super().to_python(value)
        written = json.dumps(credential, ensure_ascii=False)
        is_one = isinstance(credential, dict) and isinstance(credential.get("response"), dict)
        if credential and (not is_one or unfit(written) or "\\u0000" in written):
            raise forms.ValidationError(NO_PASSKEY)
        return credential

    def bound_data(self, data: Any, initial: Any) -> None:
        """Nothing is shown again: it answered a challenge that is over."""


def checked(clean: Callable[[], Any]) -> Any:
    """What the check returns. The library below raises what it meets in a message that it cannot read."""
    try:
        return clean()
    except (LookupError, TypeError, ValueError, AttributeError, InvalidSignature) as error:
        raise forms.ValidationError(NO_PASSKEY) from error


def logged(person: User | None, clean: Callable[[], Any]) -> Any:
    """What the check returns; a second factor that is refused is one line in the log."""
    try:
        return clean()
    except forms.ValidationError:
        security_log.warn(context.request, "second factor failed", person)
        raise


def passkey_name(required: bool) -> TypedText:
    return TypedText(
        label="Name",
        help_text="By which you know it again, such as the device that keeps it.",
        max_length=MAX_NAME,
        required=required,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Give the passkey a name."},
    )


class PasskeyForm(webauthn.AddWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    name = passkey_name(required=False)
    credential = CredentialField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        alone = self.fields["passwordless"]
        alone.label, alone.initial = "Sign in with it alone, without the password", True
        alone.help_text = "It then asks for your finger, face or PIN."

    def clean(self) -> Any:
        return checked(super().clean)


class UsePasskeyForm(webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    credential = CredentialField()

    def clean_credential(self) -> Any:
        return logged(self.user, lambda: checked(super(UsePasskeyForm, self).clean_credential))


class UsePasskeyAgainForm(webauthn.ReauthenticateWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    credential = CredentialField()

    def clean_credential(self) -> Any:
        return logged(self.user, lambda: checked(super(UsePasskeyAgainForm, self).clean_credential))


class PasskeySignInForm(webauthn.LoginWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    credential = CredentialField()

    def clean_credential(self) -> Any:
        return logged(self.user, lambda: checked(super(PasskeySignInForm, self).clean_credential))


class PasskeyNameForm(webauthn.EditWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    name = passkey_name(required=True)
