"""The addresses of signing in with accounts at other sites: only of those that the operator has set up."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from .checked_tokens import CHECKED


def other_site_urls() -> list[URLPattern | URLResolver]:
    if not settings.SOCIALACCOUNT_PROVIDERS:
        return []
    names = settings.SOCIALACCOUNT_PROVIDERS
    sites = [CHECKED.get(name, f"allauth.socialaccount.providers.{name}.urls") for name in names]
    return [path("account/with/", include(urls)) for urls in ("allauth.socialaccount.urls", *sites)]
