"""A list as JSON Feed 1.1 (jsonfeed.org), with the numbers in an extension of our own."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.urls import reverse

from ideas.models import Idea
from ideas.pie import describe

from .words import ABOUT, Feed, FeedEntry, as_html


def json_feed(feed: Feed) -> HttpResponse:
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.address,
        "description": ABOUT,
        "language": "en",
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
        "authors": [{"name": idea.author.username, "url": site + idea.author.get_absolute_url()}],
        "tags": [tag.name for tag in idea.tag_list],
        "_overlooked": {
            "about": site + reverse("api-docs"),
            "api_url": site + reverse("api-idea", args=[idea.slug]),
            "votes": idea.votes,
            "comments": idea.comment_count,
            **({} if entry.said else current_evidence(idea)),
        },
    }


def current_evidence(idea: Idea) -> dict[str, str]:
    """The current evidence. Entries about an earlier time do not have it."""
    return {"evidence": idea.evidence_line, "pie": describe(idea.slices, moment=idea.is_moment)}
