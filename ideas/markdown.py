"""Markdown of strangers, rendered to safe HTML: no HTML of theirs, no images, no scripts."""

import re

import nh3
from markdown_it import MarkdownIt

ALLOWED_TAGS = {"a", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "strong", "ul"}
# Headings, tables and images are left out: a comment is not a page, and an image is a tracker.
parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(["image", "heading", "lheading"])
WHOLE_ADDRESS = re.compile(r"https?://[^/\\]|mailto:[^/]", re.IGNORECASE)


def render(text: str) -> str:
    """Sanitized HTML. Links are whole addresses of http, https or mailto, with `nofollow ugc`; others stay text."""
    return nh3.clean(
        parser.render(text),
        tags=ALLOWED_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        url_relative="deny",
        link_rel="nofollow ugc noopener",
    )


def is_whole_address(url: str) -> bool:
    """Not `//evil.example`, which looks like a place of this site, and not `/account/logout/`, which is one."""
    return WHOLE_ADDRESS.match(url) is not None


parser.validateLink = is_whole_address  # type: ignore[method-assign]  # its documented way
