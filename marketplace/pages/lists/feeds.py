"""Feeds of the lists, as Atom and JSON Feed 1.1: /feeds/hot.atom, /feeds/top-week.json, /feeds/tags/law.atom.

Like the lists of the API they are the same for everybody, so caches and readers can keep them.
"""

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from evaluations.moments.lists import MOMENTS
from evaluations.moments.models import Certificate, EventKind, MomentEvent
from ideas.lists import PAGE, page_of
from ideas.models import Idea, Tag
from ideas.orders import HOT, IdeaList
from marketplace.links import absolute
from marketplace.lists import LISTS

from .feed_formats import Feed, FeedEntry, atom, json_feed

FORMS = {"atom": atom, "json": json_feed}
# The list and its window, by the name in the address: `hot`, `top-week`.
FEEDS: dict[str, tuple[IdeaList, str | None]] = {each.name: (each, None) for each in LISTS.values() if each.feed}
FEEDS |= {f"{each.name}-{window}": (each, window) for each, _ in list(FEEDS.values()) for window in each.windows}

for_readers = cache_control(public=True, max_age=60)


@require_safe
@for_readers
def feed(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """One of `FEEDS` as `atom` or `json`."""
    if name not in FEEDS:
        raise Http404
    shown, window = FEEDS[name]
    title = shown.feed + (f" of the {window}" if window else "")
    page = reverse(shown.page, args=[window] if window else None)
    return written(request, form, title, page, entries_in(shown, window))


def entries_in(shown: IdeaList, window: str | None) -> list[FeedEntry]:
    """The ideas of the list; of Moments each certification and each loss, the newest first."""
    if shown is MOMENTS:
        return [entry_of(event) for event in MomentEvent.objects.newest(PAGE)]
    return entries_of(page_of(shown.name, window=window).ideas)


def entry_of(event: MomentEvent) -> FeedEntry:
    certificate, kind = event.certificate, EventKind(event.kind)
    part = f"#moment-{certificate.pk}-{kind}"
    return FeedEntry(certificate.idea, event.happened, kind.label, part, why(certificate, kind))


def why(certificate: Certificate, kind: EventKind) -> str:
    """The reason of the loss, or the evidence of the certification."""
    if kind == EventKind.LOST:
        return certificate.why_ended
    known = " · ".join(evidence["headline"] for _, evidence in certificate.in_order)
    return f"Its score was {certificate.score:.2f}: {known}."


def entries_of(ideas: list[Idea]) -> list[FeedEntry]:
    prefetch_related_objects(ideas, "answers")
    return [FeedEntry(idea) for idea in ideas]


@require_safe
@for_readers
def tag_feed(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The hot ideas with one tag. Its name, or its earlier address, leads to its address."""
    tag = Tag.objects.at(slug)
    if tag is None:
        raise Http404
    if tag.slug != slug:
        return redirect("tag-feed", tag.slug, form, permanent=True)
    return written(request, form, tag.name, tag.get_absolute_url(), entries_of(page_of(HOT.name, tag=tag).ideas))


def written(request: HttpRequest, form: str, title: str, page: str, entries: list[FeedEntry]) -> HttpResponse:
    if form not in FORMS:
        raise Http404
    feed = Feed(f"Overlooked: {title}", absolute(page), absolute(request.path), settings.SITE_URL, entries)
    return FORMS[form](feed)
