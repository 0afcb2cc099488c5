"""What a feed tells of an idea, whatever form it is written in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.html import format_html_join

from ideas.models import Idea
from ideas.pie import describe

NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
ABOUT = "Ideas for open models, with the evidence for each."


@dataclass(frozen=True, slots=True)
class Feed:
    """A list to be written as a feed. `page`, `address` and `site` (without its last slash) are absolute."""

    title: str
    page: str
    address: str
    site: str
    ideas: list[Idea]


def as_html(idea: Idea) -> str:
    """The pitch, the evidence in one line, and the pie in words."""
    return format_html_join("\n", "<p>{}</p>", ((clean(text),) for text in paragraphs(idea)))


def paragraphs(idea: Idea) -> Iterator[str]:
    yield idea.pitch
    if idea.evidence_line:
        yield idea.evidence_line
    yield describe(idea.slices)


def changed(idea: Idea) -> datetime:
    """When its words or its evidence changed last."""
    return max([idea.edited, *(answer.as_of for answer in idea.answers.all())])


def clean(text: str) -> str:
    """Without the characters that no XML document may hold: one of them would take the whole feed away."""
    return NOT_IN_XML.sub("", text)
