"""The addresses of a site that has the admin switched on."""

from django.urls import path

from marketplace.pages.operator.admin import operator_site
from marketplace.urls import urlpatterns as usual

urlpatterns = [*usual, path("rows/", operator_site.urls)]
