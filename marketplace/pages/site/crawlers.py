"""What programs that visit the site look for first: robots.txt, security.txt (RFC 9116) and a sitemap (sitemaps.org).

The sitemap of ideas comes in files by key: each is one scan of an index, however many ideas there are."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from email.utils import parseaddr
from xml.etree import ElementTree as xml

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from ideas.models import Idea

IDEAS_PER_FILE = 10_000  # a sitemap may list 50,000 addresses
PAGES = (
    "home",
    "new",
    "top",
    "moments",
    "discover",
    "models",
    "scouts",
    "paste",
    "how-it-works",
    "formula",
    "privacy-policy",
)
PANELS = ("/panel/", "/panels/")
NOT_FOR_CRAWLERS = ("/account/", "/api/", "/glance/", "/mail/", "/moderation/", *PANELS, "/search", "/submit/")
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
SECURITY_TEXT_LASTS = timedelta(days=30)

for_an_hour = cache_control(public=True, max_age=3_600)


@require_safe
@for_an_hour
def robots(request: HttpRequest) -> HttpResponse:
    refused = [f"Disallow: {path}" for path in NOT_FOR_CRAWLERS]
    return text(["User-agent: *", *refused, "", f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}"])


@require_safe
@for_an_hour
def security(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a hole. The site's own mail address, where the operator names nobody else."""
    contact = settings.SECURITY_CONTACT or f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}"
    # To the day, so that a cache has the same text for as long as it may keep it.
    expires = (timezone.now() + SECURITY_TEXT_LASTS).strftime("%Y-%m-%dT00:00:00Z")
    address = f"{settings.SITE_URL}{reverse('security-txt')}"
    return text([f"Contact: {contact}", f"Expires: {expires}", "Preferred-Languages: en", f"Canonical: {address}"])


@require_safe
@for_an_hour
def sitemap(request: HttpRequest) -> HttpResponse:
    """The index: a file of the site's own pages, and one for each stretch of keys in which there may be ideas."""
    last = Idea.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    files = [reverse("sitemap-ideas", args=[number]) for number in range(last // IDEAS_PER_FILE + 1)]
    return document("sitemapindex", "sitemap", ((path, None) for path in [reverse("sitemap-pages"), *files]))


@require_safe
@for_an_hour
def pages(request: HttpRequest) -> HttpResponse:
    return document("urlset", "url", ((reverse(name), None) for name in PAGES))


@require_safe
@for_an_hour
def ideas(request: HttpRequest, number: int) -> HttpResponse:
    """The published ideas of one stretch of keys, each with when its words last changed."""
    if number > 1_000_000:  # a key beyond what the column holds
        raise Http404
    first = number * IDEAS_PER_FILE
    rows = Idea.objects.published().filter(pk__range=(first, first + IDEAS_PER_FILE - 1)).order_by("pk")
    found = rows.values_list("slug", "edited")
    return document("urlset", "url", ((reverse("idea", args=[slug]), edited) for slug, edited in found))


def document(root: str, entry: str, places: Iterable[tuple[str, datetime | None]]) -> HttpResponse:
    tree = xml.Element(root, xmlns=NAMESPACE)
    for path, changed in places:
        place = xml.SubElement(tree, entry)
        xml.SubElement(place, "loc").text = f"{settings.SITE_URL}{path}"
        if changed:
            xml.SubElement(place, "lastmod").text = changed.date().isoformat()
    return HttpResponse(xml.tostring(tree, "utf-8", xml_declaration=True), content_type="application/xml")


def text(lines: list[str]) -> HttpResponse:
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
