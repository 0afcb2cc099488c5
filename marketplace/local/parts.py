"""A part is something the site stands on: embedded here by default, or a real server named by a variable."""

from collections.abc import Callable
from dataclasses import dataclass

from marketplace.local.programs import Program


@dataclass(frozen=True)
class Part:
    """`ready` is asked until it is true; a connection refused counts as not yet."""

    title: str
    variable: str
    url: str
    program: Program
    ready: Callable[[], bool]
