"""The lists as feeds: Atom, and JSON Feed 1.1. The same order as the pages, the newest state of each idea."""

from datetime import UTC, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from ideas.lists import ORDERS, page_of
from ideas.models import Idea

EMPTY = datetime(2026, 1, 1, tzinfo=UTC)  # what an Atom feed without entries says it was updated
HEADLINES = {"hot": "Hot ideas", "new": "New ideas", "top": "Top ideas"}
PAGES = {"hot": "home", "new": "new", "top": "top"}


@require_safe
@cache_control(public=True, max_age=60)
def feed(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """The first page of a list as `atom` or `json`."""
    if name not in ORDERS or form not in FORMS:
        raise Http404
    return FORMS[form](request, name, page_of(name).ideas)


def words_of(idea: Idea) -> str:
    """What a reader sees of an idea without its pie: the pitch, then the best evidence so far."""
    return f"{idea.pitch}\n\n{idea.evidence_line}".strip()


def atom(request: HttpRequest, name: str, ideas: list[Idea]) -> HttpResponse:
    absolute = request.build_absolute_uri
    feed = Atom1Feed(
        title=f"Overlooked: {HEADLINES[name].lower()}",
        link=absolute(reverse(PAGES[name])),
        description="Ideas for open models, with the evidence for each.",
        feed_url=absolute(request.path),
        author_name="Overlooked",
        language="en",
    )
    feed.latest_post_date = lambda: max((idea.edited for idea in ideas), default=EMPTY)  # type: ignore[method-assign]
    for idea in ideas:
        address = absolute(idea.get_absolute_url())
        feed.add_item(
            title=idea.title,
            link=address,
            unique_id=address,
            description=words_of(idea),
            author_name=idea.author.username,
            author_link=absolute(idea.author.get_absolute_url()),
            pubdate=idea.published,
            updateddate=idea.edited,
            categories=[tag.name for tag in idea.tag_list],
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def json_feed(request: HttpRequest, name: str, ideas: list[Idea]) -> HttpResponse:
    absolute = request.build_absolute_uri
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"Overlooked: {HEADLINES[name].lower()}",
        "home_page_url": absolute(reverse(PAGES[name])),
        "feed_url": absolute(request.path),
        "description": "Ideas for open models, with the evidence for each.",
        "language": "en",
        "items": [item_of(idea, absolute) for idea in ideas],
    }
    return JsonResponse(feed, content_type="application/feed+json; charset=utf-8")


def item_of(idea: Idea, absolute: Any) -> dict[str, Any]:
    address = absolute(idea.get_absolute_url())
    return {
        "id": address,
        "url": address,
        "title": idea.title,
        "content_text": words_of(idea),
        "date_published": idea.published.isoformat() if idea.published else None,
        "date_modified": idea.edited.isoformat(),
        "authors": [{"name": idea.author.username, "url": absolute(idea.author.get_absolute_url())}],
        "tags": [tag.name for tag in idea.tag_list],
    }


FORMS = {"atom": atom, "json": json_feed}
