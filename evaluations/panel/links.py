"""Links that people give. They are shown and never fetched; even so, none may lead into somebody's own network."""

from ipaddress import ip_address
from urllib.parse import urlsplit

PRIVATE = ("localhost", ".localhost", ".local", ".internal", ".lan", ".home", ".corp", ".test", ".invalid", ".onion")
LONGEST = 300
WRITE_IT = "Give a public web address, such as https://example.org/product."


def why_not(link: str) -> str:
    """What is wrong with the link, in words; "" when nothing is."""
    if len(link) > LONGEST:
        return f"The link has {len(link):,} characters; the most is {LONGEST}."
    try:
        parts = urlsplit(link)
        host, _ = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return WRITE_IT
    if parts.scheme not in ("http", "https") or any(char.isspace() or ord(char) < 32 for char in link) or "\\" in link:
        return WRITE_IT
    if parts.username is not None or parts.password is not None:
        return f"Leave out the name and password in the link. {WRITE_IT}"
    return "" if is_public(host) else f"This leads to no public place. {WRITE_IT}"


def is_public(host: str) -> bool:
    """By its name alone: nothing is looked up."""
    try:
        return ip_address(host).is_global
    except ValueError:
        last = host.rpartition(".")[2]
        # Browsers read 127.1, 0x7f.1 and 2130706433 as addresses, too.
        is_name = "." in host and not last[:1].isdigit() and not f".{host}".endswith(PRIVATE)
        return is_name and not host.startswith(".") and ".." not in host
