"""Django's admin, for the rarer needs of an operator: rows as they are, behind the site's own sign-in.

It is off unless ADMIN is set, and only superusers get in. Nearly everything is read only: the verbs of the site own the
writes, and what is written around them is counted nowhere and stands in no log. The names of tags and the roles of
people can be changed; `lose_name` and the sessions, keys and secrets of people are out of its reach."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.admin import AdminSite, ModelAdmin
from django.db.models import Field, Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.http import urlencode

from marketplace.accounts.models import User

APPS = ("accounts", "ideas", "compute", "prototypes", "panel", "moments")
NOT_SHOWN = {
    "BrowserSession",
    "ApiToken",
    "IdeaVector",
    "IdeaWords",
    "Footprint",
    "Paste",
    "PastedRun",
    "PastedAnswer",
}  # secrets, numbers nobody can read, and what is seen by who pasted it alone
WITHHELD = {"password", "vector", "sketch", "exact", "links", "digest", "network", "address", "ticket"}
MAY_CHANGE = {"User": ["is_staff", "is_superuser", "is_grown"], "Tag": ["name"]}
SHORT = ("CharField", "BooleanField", "DateTimeField", "BigAutoField", "FloatField", "PositiveIntegerField")
IN_LIST = 6  # columns


class OperatorSite(AdminSite):
    site_header = site_title = "Overlooked: rows"
    index_title = "Tables"
    site_url = "/"

    def has_permission(self, request: HttpRequest) -> bool:
        person = request.user
        return isinstance(person, User) and person.moderates and person.is_superuser and not person.lacks_second_factor

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """By the site's own page, with its limits and second factor. Whoever is signed in already may not enter."""
        person = request.user
        if not isinstance(person, User):
            return redirect(f"{reverse('account_login')}?{urlencode({'next': reverse('admin:index')})}")
        if person.is_superuser and person.lacks_second_factor:
            return redirect("mfa_index")
        return redirect("home")

    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("account_logout")

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """On the site's own page, which limits how often one may guess the old one."""
        return redirect("account_change_password")


class RowsAdmin(ModelAdmin):  # type: ignore[type-arg]  # Django gives it no type at run time
    """Rows to read. Only the columns in MAY_CHANGE can be written."""

    show_full_result_count = False  # it counts the whole table
    list_per_page = 50
    ordering = ("-pk",)
    actions = None

    @property
    def changeable(self) -> list[str]:
        return MAY_CHANGE.get(self.model.__name__, [])

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return [field.name for field in shown_fields(self.model)]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [name for name in self.get_fields(request) if name not in self.changeable]

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        short = [field.name for field in shown_fields(self.model) if field.get_internal_type() in SHORT]
        return short[:IN_LIST]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        unread = [field.name for field in self.model._meta.local_concrete_fields if field.name in WITHHELD]
        return super().get_queryset(request).defer(*unread)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return operator_site.has_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(self.changeable) and operator_site.has_permission(request)


def shown_fields(model: type[Model]) -> "list[Field[Any, Any]]":
    return [field for field in model._meta.local_concrete_fields if field.name not in WITHHELD]


def tables() -> list[type[Model]]:
    return [model for app in APPS for model in apps.get_app_config(app).get_models() if model.__name__ not in NOT_SHOWN]


operator_site = OperatorSite(name="admin")
for table in tables():
    operator_site.register(table, RowsAdmin)


def operator_urls() -> list[URLPattern | URLResolver]:
    """At the address that the operator chose; none unless ADMIN is set."""
    return [path(f"{settings.ADMIN_PATH.strip('/')}/", operator_site.urls)] if settings.ADMIN else []
