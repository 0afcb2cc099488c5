"""Pages without the elements that keep the direction of a stranger's text to itself."""

import re


def unwrapped(html: str) -> str:
    return re.sub("</?bdi>", "", html)
