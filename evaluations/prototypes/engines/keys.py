"""The keys of servers: read from the environment for each use, and removed from everything that a server says."""

import json
import logging
import os
from dataclasses import dataclass
from urllib.parse import quote

logger = logging.getLogger(__name__)
REPLACEMENT = "[the key]"
# Local servers accept any text as a key, such as "none" or "ollama"; removing it would change their answers.
MIN_SECRET_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Key:
    """`spellings`: the ways in which a server could quote it."""

    headers: dict[str, str]
    spellings: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return "Key()"

    def removed_from(self, text: str) -> str:
        """Some servers quote the key that they refuse, and their words are stored and shown."""
        for spelling in self.spellings:
            text = text.replace(spelling, REPLACEMENT)
        return text


def key_in(variable: str) -> Key:
    """The key in the environment variable, if one is named. A value that cannot be sent in a header is no key."""
    value = os.environ.get(variable, "").strip() if variable else ""
    if not (value.isascii() and value.isprintable()):
        logger.warning("%s does not hold a key: it has to be one line of plain characters", variable)
        value = ""
    if not value:
        return Key({})
    if len(value) < MIN_SECRET_LENGTH:
        return Key({"Authorization": f"Bearer {value}"})
    spellings = {value, json.dumps(value)[1:-1], json.dumps(value)[1:-1].replace("/", "\\/"), quote(value, safe="")}
    return Key({"Authorization": f"Bearer {value}"}, tuple(sorted(spellings, key=len, reverse=True)))
