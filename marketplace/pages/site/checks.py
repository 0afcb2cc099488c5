"""What an operator is told at each start, and by `manage.py check`: settings that harm the site or its people.

Django's own list for a site on the internet is `manage.py check --deploy`."""

import logging
from collections.abc import Iterator
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register, run_checks
from django.http.request import validate_host

TAG = "overlooked"
MIN_KEY = 32  # characters; `make up` makes 67
SEND_NOTHING = ("console", "dummy", "filebased", "locmem")  # backends of Django

logger = logging.getLogger(__name__)


@register(TAG)
def site_is_set_up(**kwargs: Any) -> list[CheckMessage]:
    return [*mail(), *addresses(), *secret(), *contact(), *provider()]


def log_warnings() -> None:
    """Say in the log what `manage.py check` would say of the site: a web server runs no such command."""
    for warning in run_checks(tags=[TAG]):
        logger.warning("%s %s (%s)", warning.msg, warning.hint or "", warning.id)


def mail() -> Iterator[CheckMessage]:
    if not settings.MAIL_PAGE and any(f".{name}." in settings.EMAIL_BACKEND for name in SEND_NOTHING):
        yield Warning(
            "No mail can go out: nobody can confirm an address or choose a new password.",
            hint="Set EMAIL_URL to a mail server, or MAIL_PAGE to show mails on this machine.",
            id="overlooked.W001",
        )


def addresses() -> Iterator[CheckMessage]:
    site = urlsplit(settings.SITE_URL)
    if settings.HTTPS and site.scheme != "https":
        yield Warning(
            "HTTPS is on, but SITE_URL begins with http: links in mails lead to a page without TLS.",
            hint="Write https:// in SITE_URL.",
            id="overlooked.W002",
        )
    if not settings.HTTPS and site.scheme == "https":
        yield Warning(
            "SITE_URL begins with https, but HTTPS is off: sessions also go over connections that anybody can read.",
            hint="Set HTTPS to true.",
            id="overlooked.W003",
        )
    if not validate_host(site.hostname or "", settings.ALLOWED_HOSTS):
        yield Warning(
            "SITE_URL names a host that ALLOWED_HOSTS does not: links in mails lead to an error.",
            hint="Add the host of SITE_URL to ALLOWED_HOSTS.",
            id="overlooked.W009",
        )
    if settings.HTTPS and not settings.TRUSTED_PROXIES:
        yield Warning(
            "HTTPS is on, but TRUSTED_PROXIES is 0: all visitors share the address of the proxy, and its limits.",
            hint="Set TRUSTED_PROXIES to the number of your proxies.",
            id="overlooked.W004",
        )


def secret() -> Iterator[CheckMessage]:
    if len(settings.SECRET_KEY) < MIN_KEY:
        yield Warning(
            f"SECRET_KEY has fewer than {MIN_KEY} characters: who guesses it can forge sessions and links.",
            hint="Set it to a long random value, such as `openssl rand -base64 48` prints.",
            id="overlooked.W005",
        )


def contact() -> Iterator[CheckMessage]:
    given = urlsplit(settings.SECURITY_CONTACT)
    if settings.SECURITY_CONTACT and given.scheme not in ("mailto", "tel", "https"):
        yield Warning(
            "SECURITY_CONTACT is none that security.txt may have.",
            hint="Begin it with mailto:, tel: or https:.",
            id="overlooked.W006",
        )
    local = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].endswith("@localhost")
    if settings.HTTPS and not settings.SECURITY_CONTACT and local:
        yield Warning(
            "security.txt names an address that nobody reads: who finds a hole cannot tell you.",
            hint="Set SECURITY_CONTACT, or DEFAULT_FROM_EMAIL.",
            id="overlooked.W007",
        )


def provider() -> Iterator[CheckMessage]:
    if settings.OIDC_URL and urlsplit(settings.OIDC_URL).scheme != "https":
        yield Warning(
            "OIDC_URL does not begin with https: whoever is on the way can sign in as anybody.",
            hint="Write https:// in OIDC_URL.",
            id="overlooked.W008",
        )
