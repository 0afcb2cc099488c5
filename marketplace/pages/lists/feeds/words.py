"""The text of feeds, the same for every format."""

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
    """An idea, or an event of an idea. Of an event, `happened` is the time, `said` the event in words, `why` the reason
    or the evidence of that time, and `part` distinguishes it from other entries about the same idea."""

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
        """The time of the event, or of the last change of the texts or the evidence of the idea."""
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
    """The event and its reason; or the current evidence of the idea, in one line and as the pie in words."""
    return format_html_join("\n", "<p>{}</p>", ((clean(text),) for text in paragraphs(entry)))


def paragraphs(entry: FeedEntry) -> Iterator[str]:
    idea = entry.idea
    if entry.said:
        yield f"{idea.title} {entry.said}. {capfirst(entry.why)}".rstrip()
    yield idea.pitch
    if entry.said:
        return  # the evidence of now is not the evidence of that time
    if idea.evidence_line:
        yield idea.evidence_line
    yield describe(idea.slices, moment=idea.is_moment)


def clean(text: str) -> str:
    """The text without the characters that are not allowed in XML: one of them would break the whole feed."""
    return NOT_IN_XML.sub("", text)
