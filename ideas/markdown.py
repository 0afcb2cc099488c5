"""Markdown of strangers, rendered to safe HTML: no HTML of theirs, no images, no scripts."""

import nh3
from markdown_it import MarkdownIt

ALLOWED_TAGS = {"a", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "strong", "ul"}
# Headings, tables and images are left out: a comment is not a page, and an image is a tracker.
parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(["image", "heading", "lheading"])


def render(text: str) -> str:
    """Sanitized HTML. Links are http, https or mailto only, with `nofollow ugc`."""
    return nh3.clean(
        parser.render(text),
        tags=ALLOWED_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow ugc noopener",
    )
