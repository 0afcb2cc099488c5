"""Which user names are allowed. Names are in addresses, so they are plain ASCII; none can be taken for the site."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

# Names that could be taken for the site, or for somebody who speaks for it.
# fmt: off
RESERVED = frozenset((
    "about", "abuse", "account", "accounts", "admin", "administrator", "anonymous", "api", "deleted",
    "everybody", "everyone", "feeds", "help", "house", "ideas", "info", "login", "logout", "mail", "me",
    "moderation", "moderator", "moderators", "nobody", "null", "official", "overlooked", "owner", "postmaster",
    "root", "search", "security", "settings", "signup", "staff", "static", "submit", "support", "system",
    "team", "undefined", "user", "webmaster",
))
# fmt: on


def not_reserved(name: str) -> None:
    """Raises ValidationError for a reserved name in any spelling: `Ad-min` is `admin`."""
    if name.lower().replace("-", "").replace("_", "") in RESERVED:
        raise ValidationError("This name is kept for the site. Please choose another.", code="reserved")


username_validators: list[Callable[[str], None]] = [
    RegexValidator(
        r"\A[a-zA-Z0-9](?:[a-zA-Z0-9_-]{1,28})[a-zA-Z0-9]\Z",
        "Use 3 to 30 letters, digits, hyphens or underscores, beginning and ending with a letter or digit.",
    ),
    not_reserved,
]
