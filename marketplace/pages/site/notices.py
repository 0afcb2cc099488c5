"""Messages for the next page, in a cookie whose name says what browsers check of it (see COOKIE_PREFIX)."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class NoticeCookie(CookieStorage):
    cookie_name = f"{settings.COOKIE_PREFIX}messages"


class Notices(FallbackStorage):
    """In the cookie, and in the session what does not fit there."""

    storage_classes = (NoticeCookie, SessionStorage)
