"""The settings of an operator who has set up a provider."""

from typing import Any

from django.urls import clear_url_caches
from pytest_django import Settings

from tests.fake_provider import CLIENT_ID, SECRET, FakeProvider


def set_up(settings: Settings, provider: FakeProvider) -> None:
    app: dict[str, Any] = {"provider_id": "openid", "name": "Example ID", "client_id": CLIENT_ID, "secret": SECRET}
    app["settings"] = {"server_url": provider.url}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"] | {"form-action": ["'self'", provider.url]}
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": policy}
    settings.ROOT_URLCONF = "tests.marketplace.pages.people.urls_with_other_sites"
    clear_url_caches()
