"""Every address of the site: pages, the API, and allauth's pages for accounts."""

from django.urls import URLPattern, URLResolver, include, path

from marketplace.pages.operator.admin import operator_urls
from marketplace.pages.people.confirm_email import ConfirmEmail
from marketplace.pages.people.other_site_urls import other_site_urls

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("marketplace.pages.urls")),
    path("api/v1/", include("marketplace.api.urls")),
    path("account/confirm-email/<str:key>/", ConfirmEmail.as_view(), name="account_confirm_email"),
    path("account/second-factor/", include("allauth.mfa.urls")),
    path("account/", include("allauth.account.urls")),
    *other_site_urls(),
    *operator_urls(),
]
