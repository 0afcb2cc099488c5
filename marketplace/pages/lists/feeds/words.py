"""What a feed tells of an idea, whatever form it is written in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.html import format_html_join
from django.utils.text import capfirst

from ideas.models import Idea
from ideas.pie import describe

NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
ABOUT = "Ideas for open models, with the evidence for each."


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An idea, or what happened to it: then `happened` says when, `said` what, `why` the reason or the evidence of that
    time, and `part` tells it from other entries about the same idea."""

    idea: Idea
    happened: datetime | None = None
    said: str = ""
    part: str = ""
    why: str = ""

    @property
    def title(self) -> str:
        return f"{self.idea.title}: {self.said}" if self.said else self.idea.title

    @property
    def published(self) -> datetime | None:
        return self.happened or self.idea.published

    @property
    def changed(self) -> datetime:
        """When it happened, or when the idea's words or its evidence changed last."""
        return self.happened or max([self.idea.edited, *(answer.as_of for answer in self.idea.answers.all())])

    def address(self, site: str) -> str:
        return f"{site}{self.idea.get_absolute_url()}{self.part}"


@dataclass(frozen=True, slots=True)
class Feed:
    """A list to be written as a feed. `page`, `address` and `site` (without its last slash) are absolute."""

    title: str
    page: str
    address: str
    site: str
    entries: list[FeedEntry]


def as_html(entry: FeedEntry) -> str:
    """What happened and why, or the evidence of an idea as it is now, in one line and as its pie in words."""
    return format_html_join("\n", "<p>{}</p>", ((clean(text),) for text in paragraphs(entry)))


def paragraphs(entry: FeedEntry) -> Iterator[str]:
    idea = entry.idea
    if entry.said:
        yield f"{idea.title} {entry.said}. {capfirst(entry.why)}".rstrip()
    yield idea.pitch
    if entry.said:
        return  # what is known now was not known then
    if idea.evidence_line:
        yield idea.evidence_line
    yield describe(idea.slices, moment=idea.is_moment)


def clean(text: str) -> str:
    """Without the characters that no XML document may hold: one of them would take the whole feed away."""
    return NOT_IN_XML.sub("", text)
