"""Which list a feed is of."""

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from evaluations.moments.models import Certificate, EventKind, MomentEvent
from ideas.lists import ORDERS, PAGE, page_of
from ideas.models import Idea, Tag
from ideas.models.rank import WINDOWS

from .atom import atom
from .json_feed import json_feed
from .words import Entry, Feed

FORMS = {"atom": atom, "json": json_feed}
# By the name in the address: the order of the list, and its window.
LISTS: dict[str, tuple[str, str | None]] = {name: (name, None) for name in ORDERS}
LISTS |= {f"top-{window}": ("top", window) for window in WINDOWS}

for_readers = cache_control(public=True, max_age=60)


@require_safe
@for_readers
def feed(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """One of `LISTS` as `atom` or `json`."""
    if name not in LISTS:
        raise Http404
    order, window = LISTS[name]
    title = f"{order} ideas" + (f" of the {window}" if window else "")
    page = reverse("home" if order == "hot" else order, args=[window] if window else None)
    return written(request, form, title, page, entries_of(page_of(order, window=window).ideas))


@require_safe
@for_readers
def moments_feed(request: HttpRequest, form: str) -> HttpResponse:
    """What became a Moment, and what is none any more, the newest first."""
    return written(request, form, "Moments", reverse("moments"), list(map(entry_of, MomentEvent.objects.newest(PAGE))))


def entry_of(event: MomentEvent) -> Entry:
    certificate, kind = event.certificate, EventKind(event.kind)
    part = f"#moment-{certificate.pk}-{kind}"
    return Entry(certificate.idea, event.happened, kind.label, part, why(certificate, kind))


def why(certificate: Certificate, kind: EventKind) -> str:
    """The reason of a loss, or the evidence on which it was certified."""
    if kind == EventKind.LOST:
        return certificate.why_ended
    known = " · ".join(evidence["headline"] for _, evidence in certificate.in_order)
    return f"Its score was {certificate.score:.2f}: {known}."


def entries_of(ideas: list[Idea]) -> list[Entry]:
    prefetch_related_objects(ideas, "answers")
    return [Entry(idea) for idea in ideas]


@require_safe
@for_readers
def tag_feed(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The hot ideas with one tag."""
    tag = get_object_or_404(Tag, slug=slug)
    return written(request, form, tag.name, tag.get_absolute_url(), entries_of(page_of("hot", tag=tag).ideas))


def written(request: HttpRequest, form: str, title: str, page: str, entries: list[Entry]) -> HttpResponse:
    if form not in FORMS:
        raise Http404
    here = request.build_absolute_uri
    site = here("/").rstrip("/")
    return FORMS[form](Feed(f"Overlooked: {title}", here(page), here(request.path), site, entries))
