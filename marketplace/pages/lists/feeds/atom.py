"""A list as Atom (RFC 4287), by the feed generator of Django."""

from datetime import UTC, datetime

from django.http import HttpResponse
from django.utils.feedgenerator import Atom1Feed

from .words import ABOUT, Feed, as_html, clean

EMPTY_SINCE = datetime(2026, 1, 1, tzinfo=UTC)


class DatedAtom(Atom1Feed):
    def latest_post_date(self) -> datetime:
        """An empty feed is dated to the start of the site: the current time would change its ETag every second."""
        return super().latest_post_date() if self.items else EMPTY_SINCE


def atom(feed: Feed) -> HttpResponse:
    document = DatedAtom(
        clean(feed.title),
        feed.page,
        ABOUT,
        subtitle=ABOUT,
        feed_url=feed.address,
        feed_guid=feed.address,
        language="en",
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
            author_name=idea.author.username,
            author_link=feed.site + idea.author.get_absolute_url(),
            categories=[clean(tag.name) for tag in idea.tag_list],
        )
    return HttpResponse(document.writeString("utf-8"), content_type=document.content_type)
