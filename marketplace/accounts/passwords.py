"""Passwords that anybody would try first at this very site are refused. Django's own validators know nothing of it."""

import re

from django.core.exceptions import ValidationError

from .models import User

# Names of the site and its parts, and what people would join to them.
# fmt: off
WORDS = (
    "overlooked", "openmodels", "openmodel", "moments", "moment", "ideas", "idea", "marketplace", "glance", "scout",
    "moderator", "admin", "password", "secret", "letmein", "welcome",
)
# fmt: on
MIN_OTHER = 4  # letters beside those words


class NotOfThisSite:
    """Refuse a password of which little is left without the words of the site, and without digits and signs."""

    def validate(self, password: str, user: User | None = None) -> None:
        letters = re.sub(r"[\W\d_]", "", password.casefold())
        others = without_words(letters)
        if others != letters and len(others) < MIN_OTHER:
            raise ValidationError("This is the name of this site with little beside it.", code="password_of_the_site")

    def get_help_text(self) -> str:
        return "Not a word of this site."


def without_words(letters: str) -> str:
    for word in WORDS:
        letters = letters.replace(word, "")
    return letters
