"""Feeds of the lists, as Atom and JSON Feed 1.1: /feeds/hot.atom, /feeds/top-week.json, /feeds/tags/law.atom.

Like the lists of the API they are the same for everybody, so caches and readers can keep them. `views` finds the ideas,
`words` has the text of an entry, `atom` and `json_feed` write it.
"""

from .views import feed, tag_feed

__all__ = ["feed", "tag_feed"]
