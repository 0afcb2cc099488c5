"""Checks of links that people give. Links are shown and never fetched; even so, none may lead into a private network.

A host is checked as a browser would read it: `127.0.0.%31`, letters in circles and invisible characters are other
spellings of the same host (UTS 46)."""

from ipaddress import IPv6Address, IPv6Network, ip_address
from urllib.parse import unquote, urlsplit

import idna

PRIVATE = (
    "localhost", ".localhost", ".localdomain", ".local", ".internal", ".intranet", ".private", ".lan", ".home", ".corp",
    ".arpa", ".test", ".invalid", ".onion",
)  # fmt: skip
ALL_PUBLIC = IPv6Network("2000::/3")
WITH_ANOTHER_INSIDE = IPv6Network("2002::/16"), IPv6Network("2001::/32")  # 6to4 and Teredo lead to an IPv4 address
LONGEST = 300
WRITE_IT = "Give a public web address, such as https://example.org/product."


def why_not(link: str) -> str:
    """Human-readable reason why the link is not accepted; "" when it is."""
    if len(link) > LONGEST:
        return f"The link has {len(link):,} characters; the most is {LONGEST}."
    try:
        parts = urlsplit(link)
        host, _ = as_read(parts.hostname or ""), parts.port
    except ValueError:
        return WRITE_IT
    if parts.scheme not in ("http", "https") or any(char.isspace() or ord(char) < 32 for char in link) or "\\" in link:
        return WRITE_IT
    if parts.username is not None or parts.password is not None:
        return f"Leave out the name and password in the link. {WRITE_IT}"
    return "" if is_public(host) else f"This leads to no public place. {WRITE_IT}"


def as_stored(link: str) -> str:
    """With the scheme in lower case: `HTTPS://` is the same address."""
    scheme, colon, rest = link.partition(":")
    return f"{scheme.lower()}{colon}{rest}"


def as_read(host: str) -> str:
    """The host as a browser would look it up. Raises ValueError when it is not a host."""
    if ":" in host:
        return host
    read = idna.uts46_remap(unquote(host, errors="strict"), std3_rules=False).rstrip(".")
    if any(char.isascii() and not char.isalnum() and char not in "-._" for char in read):
        raise ValueError(f"{read!r} is not a host")
    return read


def is_public(host: str) -> bool:
    """Decided by the name alone: nothing is looked up."""
    try:
        address = ip_address(host)
    except ValueError:
        last = host.rpartition(".")[2]
        # Browsers read 127.1, 0x7f.1 and 2130706433 as addresses, too.
        is_name = "." in host and not last[:1].isdigit() and not f".{host}".endswith(PRIVATE)
        return is_name and not host.startswith(".") and ".." not in host
    if isinstance(address, IPv6Address) and (
        address not in ALL_PUBLIC or any(address in each for each in WITH_ANOTHER_INSIDE)
    ):
        return False
    return address.is_global and not address.is_multicast
