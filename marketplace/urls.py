"""Every address of the site: pages, the API, and allauth's pages for accounts."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("marketplace.pages.urls")),
    path("api/v1/", include("marketplace.api.urls")),
    path("account/", include("allauth.account.urls")),
]
