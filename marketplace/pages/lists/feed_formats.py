"""A list written as Atom (RFC 4287), by the feed generator of Django, and as JSON Feed 1.1 (jsonfeed.org), with the
numbers in an extension of our own. The text of an entry is the same in both. No language is named: people write in
many."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html_join
from django.utils.text import capfirst

from ideas.models import Idea
from ideas.pie import describe

NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
ABOUT = "Ideas for open models, with the evidence for each."
EMPTY_SINCE = datetime(2026, 1, 1, tzinfo=UTC)


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


def atom(feed: Feed) -> HttpResponse:
    document = DatedAtom(
        clean(feed.title),
        feed.page,
        ABOUT,
        subtitle=ABOUT,
        feed_url=feed.address,
        feed_guid=feed.address,
        author_name="Overlooked",
        author_link=feed.site,
    )
    for entry in feed.entries:
        idea, address = entry.idea, entry.address(feed.site)
        document.add_item(
            title=clean(entry.title),
            link=address,
            unique_id=address,
            description=as_html(entry),
            pubdate=entry.published,
            updateddate=entry.changed,
            author_name=idea.author.shown_name,
            author_link=None if idea.author.has_left else feed.site + idea.author.get_absolute_url(),
            categories=[clean(tag.name) for tag in idea.tag_list],
        )
    return HttpResponse(document.writeString("utf-8"), content_type=document.content_type)


class DatedAtom(Atom1Feed):
    def latest_post_date(self) -> datetime:
        """An empty feed is dated to the start of the site: the current time would change its ETag every second."""
        return super().latest_post_date() if self.items else EMPTY_SINCE


def json_feed(feed: Feed) -> HttpResponse:
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.address,
        "description": ABOUT,
        "items": [item(feed.site, entry) for entry in feed.entries],
    }
    return JsonResponse(document, content_type="application/feed+json", json_dumps_params={"ensure_ascii": False})


def item(site: str, entry: FeedEntry) -> dict[str, Any]:
    idea, address = entry.idea, entry.address(site)
    return {
        "id": address,
        "url": address,
        "title": entry.title,
        "summary": idea.pitch,
        "content_html": as_html(entry),
        "date_published": entry.published,
        "date_modified": entry.changed,
        "authors": [author_of(idea, site)],
        "tags": [tag.name for tag in idea.tag_list],
        "_overlooked": {
            "about": site + reverse("api-docs"),
            "api_url": site + reverse("api-idea", args=[idea.slug]),
            "votes": idea.votes,
            "comments": idea.comment_count,
            **({} if entry.said else current_evidence(idea)),
        },
    }


def author_of(idea: Idea, site: str) -> dict[str, str]:
    author = idea.author
    page = {} if author.has_left else {"url": site + author.get_absolute_url()}
    return {"name": author.shown_name} | page


def current_evidence(idea: Idea) -> dict[str, str]:
    """The current evidence. Entries about an earlier time do not have it."""
    return {"evidence": idea.evidence_line, "pie": describe(idea.slices, moment=idea.is_moment)}


def as_html(entry: FeedEntry) -> str:
    """The event and its reason; or the current evidence of the idea: the pair, one line, and the pie in words."""
    return format_html_join("\n", "<p>{}</p>", ((clean(text),) for text in paragraphs(entry)))


def paragraphs(entry: FeedEntry) -> Iterator[str]:
    idea = entry.idea
    if entry.said:
        yield f"{idea.title} {entry.said}. {capfirst(entry.why)}".rstrip()
    yield idea.pitch
    if entry.said:
        return  # the evidence of now is not the evidence of that time
    if idea.proof and idea.proof.pair:
        yield idea.proof.pair.words
    if idea.evidence_line:
        yield idea.evidence_line
    yield describe(idea.slices, moment=idea.is_moment)


def clean(text: str) -> str:
    """The text without the characters that are not allowed in XML: one of them would break the whole feed."""
    return NOT_IN_XML.sub("", text)
