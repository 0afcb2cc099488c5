"""Signing in by way of OpenID Connect and Google, with the signature of every token checked.

allauth leaves the signature out for a token that it fetched itself, as the standard lets it. Then all rests on TLS."""

from typing import Any

from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.google.views import GoogleOAuth2Adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from jwt import PyJWTError, get_unverified_header

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")


class SignatureChecked:
    """For an adapter of allauth: no token counts as fetched by us, so its signature is checked, by a public key."""

    @property
    def did_fetch_access_token(self) -> bool:
        return False

    @did_fetch_access_token.setter
    def did_fetch_access_token(self, fetched: bool) -> None:
        """It makes no difference."""

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """Raises OAuth2Error for a token that names no algorithm of ALGORITHMS, such as none."""
        try:
            algorithm = get_unverified_header(kwargs["response"]["id_token"])["alg"]
        except (KeyError, TypeError, PyJWTError) as error:
            raise OAuth2Error("There is no token in the answer.") from error
        if algorithm not in ALGORITHMS:
            raise OAuth2Error("The token is not signed by a public key.")
        return super().complete_login(request, app, token, **kwargs)  # type: ignore[misc]  # that of the adapter


class CheckedOpenID(SignatureChecked, OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth has no types
    pass


class CheckedGoogle(SignatureChecked, GoogleOAuth2Adapter):  # type: ignore[misc]  # allauth has no types
    pass


def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    return by_way_of(OAuth2LoginView, request, provider_id)


def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    return by_way_of(OAuth2CallbackView, request, provider_id)


def by_way_of(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        response: HttpResponse = view.adapter_view(CheckedOpenID(request, provider_id))(request)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    return response


# The names are those of allauth, which looks them up.
CHECKED: dict[str, list[URLPattern]] = {
    "openid_connect": [
        path("<str:provider_id>/login/", login, name="openid_connect_login"),
        path("<str:provider_id>/login/callback/", callback, name="openid_connect_callback"),
    ],
    "google": [
        path("google/login/", OAuth2LoginView.adapter_view(CheckedGoogle), name="google_login"),
        path("google/login/callback/", OAuth2CallbackView.adapter_view(CheckedGoogle), name="google_callback"),
    ],
}
