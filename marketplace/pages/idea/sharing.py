"""How an idea looks where somebody shares its address: chats and networks read the head of its page, then its picture
or its oEmbed (oembed.com).

Every address here begins with SITE_URL, so what others keep stays right.
"""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import Resolver404, resolve, reverse
from django.utils.html import format_html
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from ideas.models import Idea
from ideas.pie import describe
from ideas.poster import HEIGHT, WIDTH, as_png, poster
from marketplace.links import absolute
from marketplace.pages.site.fields import whole_number
from marketplace.pages.templatetags.shown import plain

from .embed import FRESH, published_idea

KEPT = timedelta(days=7)  # of a drawn picture: drawing takes a tenth of a second of a core
CARD_WIDTH, CARD_HEIGHT = 480, 460


@dataclass(frozen=True, slots=True)
class Sharing:
    """The absolute addresses of an idea, and what is said of it beside its link."""

    idea: Idea

    @property
    def page(self) -> str:
        return absolute(self.idea.get_absolute_url())

    @property
    def badge(self) -> str:
        return self._at("badge")

    @property
    def card(self) -> str:
        return self._at("card")

    @property
    def picture(self) -> str:
        return self._at("picture")

    @property
    def oembed(self) -> str:
        return f"{absolute(reverse('oembed'))}?url={self.page}"

    @property
    def frame(self) -> str:
        """An element for the page of another site."""
        return format_html(
            '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy"></iframe>',
            self.card, plain(self.idea.title), CARD_WIDTH, CARD_HEIGHT,
        )  # fmt: skip

    @property
    def picture_says(self) -> str:
        """What is on the picture, for those who do not see it."""
        proof = self.idea.proof
        said = [self.idea.pitch, proof.pair.words if proof and proof.pair else "", proof.headline if proof else ""]
        return ". ".join(plain(each).rstrip(".") for each in (*said, describe(self.idea.slices)) if each)

    @property
    def as_json_ld(self) -> dict[str, Any]:
        """For search engines, in the words of schema.org."""
        idea = self.idea
        return {
            "@context": "https://schema.org",
            "@type": "CreativeWork",
            "name": plain(idea.title),
            "abstract": plain(idea.pitch),
            "url": self.page,
            "image": self.picture,
            "datePublished": idea.published.isoformat() if idea.published else None,
            "dateModified": idea.edited.isoformat(),
            "author": {
                "@type": "Person",
                "name": idea.author.shown_name,
                "url": absolute(idea.author.get_absolute_url()),
            },
            "keywords": [plain(tag.name) for tag in idea.tag_list],
            "commentCount": idea.comment_count,
            "interactionStatistic": {
                "@type": "InteractionCounter",
                "interactionType": "https://schema.org/LikeAction",
                "userInteractionCount": idea.votes,
            },
            "isPartOf": {"@type": "WebSite", "name": "Overlooked", "url": absolute("/")},
        }

    def _at(self, name: str) -> str:
        return absolute(reverse(name, args=[self.idea.slug]))


def sharing_of(idea: Idea) -> Sharing:
    return Sharing(idea)


@require_safe
@cache_control(public=True, max_age=FRESH)
def picture(request: HttpRequest, slug: str) -> HttpResponse:
    """The drawn picture, kept by what is on it: it is drawn anew only when its words or its evidence change."""
    idea = published_idea(slug)
    proof = idea.proof
    svg = poster(
        plain(idea.title),
        plain(idea.pitch),
        idea.slices,
        proof.pair if proof else None,
        proof.count if proof else None,
        moment=idea.is_moment,
    )
    key = f"picture:{sha256(svg.encode()).hexdigest()}"
    return HttpResponse(cache.get_or_set(key, lambda: as_png(svg), KEPT.total_seconds()), content_type="image/png")


@require_safe
@cache_control(public=True, max_age=FRESH)
def oembed(request: HttpRequest) -> HttpResponse:
    """`?url=` of an idea, with `maxwidth` and `maxheight`. 404 for other addresses, and 501
    for XML, as the specification says."""
    form = request.GET.get("format", "json")
    if form != "json":
        return JsonResponse({"error": "Only format=json is written."}, status=501 if form == "xml" else 400)
    idea = published_idea(slug_of(request.GET.get("url", "")))
    sharing = Sharing(idea)
    width = at_most(CARD_WIDTH, request.GET.get("maxwidth", ""))
    height = at_most(CARD_HEIGHT, request.GET.get("maxheight", ""))
    frame = format_html(
        '<iframe src="{}" title="{}" width="{}" height="{}"></iframe>', sharing.card, plain(idea.title), width, height
    )
    answer = {
        "version": "1.0",
        "type": "rich",
        "title": plain(idea.title),
        "author_name": idea.author.shown_name,
        "author_url": absolute(idea.author.get_absolute_url()),
        "provider_name": "Overlooked",
        "provider_url": absolute("/"),
        "cache_age": FRESH,
        "thumbnail_url": sharing.picture,
        "thumbnail_width": WIDTH,
        "thumbnail_height": HEIGHT,
        "html": frame,
        "width": width,
        "height": height,
    }
    return JsonResponse(answer, headers={"Access-Control-Allow-Origin": "*"})


def slug_of(url: str) -> str:
    """Of the idea whose page is at this address of this site. Raises Http404."""
    try:
        parts = urlsplit(url)
        found = resolve(parts.path)
    except (Resolver404, ValueError) as error:
        raise Http404 from error
    if parts.netloc != urlsplit(absolute("/")).netloc or found.url_name != "idea":
        raise Http404
    return str(found.kwargs["slug"])


def at_most(usual: int, limit: str) -> int:
    """The lesser of both, in pixels; what is no number limits nothing."""
    return min(usual, whole_number(limit, digits=5) or usual)
