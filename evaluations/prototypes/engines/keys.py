"""The keys of servers: read from the environment for each use, and taken out of whatever a server says."""

import json
import logging
import os
from dataclasses import dataclass
from urllib.parse import quote

logger = logging.getLogger(__name__)
INSTEAD = "[the key]"
# Local servers take any text for a key, such as "none" or "ollama"; cutting that out of answers would change them.
SHORTEST_SECRET = 8


@dataclass(frozen=True, slots=True)
class Key:
    """`spellings`: the ways in which a server could quote it."""

    headers: dict[str, str]
    spellings: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return "Key()"

    def taken_out(self, text: str) -> str:
        """Some servers quote the key that they refuse, and what they say is stored and shown."""
        for spelling in self.spellings:
            text = text.replace(spelling, INSTEAD)
        return text


def key_in(variable: str) -> Key:
    """The key that the environment variable holds, if it names one. What cannot be sent in a header is no key."""
    value = os.environ.get(variable, "").strip() if variable else ""
    if not (value.isascii() and value.isprintable()):
        logger.warning("%s does not hold a key: it has to be one line of plain characters", variable)
        value = ""
    if not value:
        return Key({})
    if len(value) < SHORTEST_SECRET:
        return Key({"Authorization": f"Bearer {value}"})
    spellings = {value, json.dumps(value)[1:-1], json.dumps(value)[1:-1].replace("/", "\\/"), quote(value, safe="")}
    return Key({"Authorization": f"Bearer {value}"}, tuple(sorted(spellings, key=len, reverse=True)))
