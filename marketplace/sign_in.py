"""Settings of the second factor, and of signing in with accounts at other sites. The settings import all of them."""

from typing import Any
from urllib.parse import urlsplit

import environ

env = environ.Env()

MFA_ADAPTER = "marketplace.pages.people.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Overlooked"
MFA_FORMS = {
    name: f"marketplace.pages.people.second_factor.{form}"
    for name, form in {
        "authenticate": "CodeForm",
        "reauthenticate": "CodeAgainForm",
        "activate_totp": "AppForm",
        "add_webauthn": "PasskeyForm",
        "authenticate_webauthn": "UsePasskeyForm",
        "reauthenticate_webauthn": "UsePasskeyAgainForm",
        "login_webauthn": "PasskeySignInForm",
        "edit_webauthn": "PasskeyNameForm",
    }.items()
}
MODERATORS_NEED_SECOND_FACTOR: bool = env.bool("MODERATORS_NEED_SECOND_FACTOR", False)

# --- Accounts at other sites: each is off until its id and secret are set ---------------------------
GITHUB_CLIENT_ID: str = env.str("GITHUB_CLIENT_ID", "")
GITHUB_CLIENT_SECRET: str = env.str("GITHUB_CLIENT_SECRET", "")
GOOGLE_CLIENT_ID: str = env.str("GOOGLE_CLIENT_ID", "")
GOOGLE_CLIENT_SECRET: str = env.str("GOOGLE_CLIENT_SECRET", "")
OIDC_URL: str = env.str("OIDC_URL", "").rstrip("/")  # the issuer; its discovery document is below it
OIDC_CLIENT_ID: str = env.str("OIDC_CLIENT_ID", "")
OIDC_CLIENT_SECRET: str = env.str("OIDC_CLIENT_SECRET", "")
OIDC_NAME: str = env.str("OIDC_NAME", "OpenID Connect")  # on the button

SOCIALACCOUNT_ADAPTER = "marketplace.pages.people.other_sites.OtherSiteAdapter"
SOCIALACCOUNT_FORMS = {"signup": "marketplace.pages.people.account_forms.OtherSiteSignupForm"}
SOCIALACCOUNT_AUTO_SIGNUP = False  # one's name here is public, so it is chosen and not taken over
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # an address opens no account here, whoever says that it is verified
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = ""
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
SIGN_IN_ORIGINS: list[str] = []  # where a form of ours may lead


def app_of(client_id: str, secret: str, **more: Any) -> dict[str, Any]:
    return {"APPS": [{"client_id": client_id, "secret": secret, **more}], "OAUTH_PKCE_ENABLED": True}


if GITHUB_CLIENT_ID:
    SOCIALACCOUNT_PROVIDERS["github"] = app_of(GITHUB_CLIENT_ID, GITHUB_CLIENT_SECRET) | {"SCOPE": ["user:email"]}
    SIGN_IN_ORIGINS.append("https://github.com")
if GOOGLE_CLIENT_ID:
    SOCIALACCOUNT_PROVIDERS["google"] = app_of(GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET) | {"SCOPE": ["openid", "email"]}
    SIGN_IN_ORIGINS.append("https://accounts.google.com")
if OIDC_URL and OIDC_CLIENT_ID:
    more = {"provider_id": "openid", "name": OIDC_NAME, "settings": {"server_url": OIDC_URL}}
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = app_of(OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, **more)
    SIGN_IN_ORIGINS.append("{0.scheme}://{0.netloc}".format(urlsplit(OIDC_URL)))
