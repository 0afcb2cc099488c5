"""The addresses of signing in with accounts at other sites: only of those that the operator has set up."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path


def other_site_urls() -> list[URLPattern | URLResolver]:
    if not settings.SOCIALACCOUNT_PROVIDERS:
        return []
    sites = [f"allauth.socialaccount.providers.{name}.urls" for name in settings.SOCIALACCOUNT_PROVIDERS]
    return [path("account/with/", include(urls)) for urls in ("allauth.socialaccount.urls", *sites)]
