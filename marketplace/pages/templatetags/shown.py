"""Template filters for text that a stranger or a model wrote: always shown as text, with every character visible.

    {% load shown %}
    {{ trial.answer|shown }}                  in a line: escaped, in a <bdi> of its own
    {{ trial.answer|shown:40 }}               the same, cut after 40 characters
    {{ idea.title|visible }}                  in an element with dir="auto" of its own
    {% shown_block trial.raw_answer %}        in a block: line breaks stay, long lines wrap, long text is cut
    {% shown_block trial.raw_answer url %}    the same; the whole text is at `url`
    {{ idea.problem|prose }}                  in paragraphs, as the author wrote them
    {{ comment.safe_html|seen }}              HTML that was made safe before
    {{ idea.title|plain }}                    where no element is allowed: a title, an attribute, an option

Control characters, ANSI escapes, direction marks, characters without width and lone surrogates become visible
placeholders such as U+202E. Several of one kind in a row become one placeholder.
"""

import re
import unicodedata
from typing import Any

from django import template
from django.utils.html import conditional_escape, escape, format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

MAX_IN_BLOCK = 5_000  # characters; a page shows fifty trials, each with several texts

# Invisible characters that change how the text looks, except tabs and line feeds. The joiners U+200C and U+200D belong
# to many scripts and to emoji; they are only suspicious after a letter that is never joined.
UNSEEN = re.compile(
    "(?P<char>["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 and C1 controls, ESC among them
    "\u00ad\u034f\u180b-\u180e\u200b\u2060-\u2064\ufeff"  # no width
    "\u115f\u1160\u3164\uffa0"  # fillers
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"  # direction
    "\u2028\u2029\ufff9-\ufffb"  # separators, annotations
    "\ud800-\udfff"  # lone surrogates
    "\U000e0000-\U000e0fff"  # tags and selectors, in which text can be hidden
    "]|(?<![^\x00-\u024f])[\u200c\u200d])(?P=char)*"
)
TAG_OR_UNSEEN = re.compile(f"<[^<>]*>|{UNSEEN.pattern}")


@register.filter
def shown(text: Any, most: int = 0) -> SafeString:
    """The text for a line. `most`: characters after which it is cut; 0 for never."""
    whole = str(text)
    more = "…" if most and len(whole) > most else ""
    return format_html("<bdi>{}{}</bdi>", visible(whole[:most] if more else whole), more)


@register.filter
def plain(text: Any, most: int = 0) -> str:
    """The text for a place without elements, such as an attribute; `most` as for `shown`."""
    whole = str(text)
    cut = f"{whole[:most]}…" if most and len(whole) > most else whole
    return UNSEEN.sub(lambda match: f"[U+{ord(match['char']):04X}]", cut)


@register.filter
def prose(text: Any) -> SafeString:
    """The text in paragraphs; an empty line begins the next."""
    paragraphs = linebreaks(visible(str(text))).replace("<p>", '<p lang="" dir="auto">')
    return mark_safe(paragraphs)  # noqa: S308 - its parts were escaped just now


@register.filter
def seen(html: SafeString) -> SafeString:
    """Safe HTML with every character of its text visible; its tags stay."""
    return mark_safe(TAG_OR_UNSEEN.sub(tag_or_placeholder, conditional_escape(html)))  # noqa: S308 - safe before


@register.inclusion_tag("components/_shown.html")
def shown_block(text: Any, whole_url: str = "") -> dict[str, Any]:
    """The text for a block. `whole_url`: the address of the whole text."""
    whole = str(text)
    return {
        "text": visible(whole[:MAX_IN_BLOCK]),
        "cut": len(whole) > MAX_IN_BLOCK,
        "characters": len(whole),
        "most": MAX_IN_BLOCK,
        "whole_url": whole_url,
    }


@register.filter
def visible(text: str) -> SafeString:
    """The text as HTML with every character visible."""
    escaped = escape(text.replace("\r\n", "\n"))
    return mark_safe(UNSEEN.sub(placeholder, escaped))  # noqa: S308 - escaped just now; the placeholders are ours


def placeholder(match: re.Match[str]) -> str:
    char, times = match["char"], len(match[0])
    name = unicodedata.name(char, "control character").lower()
    many = f" ×{times}" if times > 1 else ""
    return f'<span class="unseen" title="{name}">U+{ord(char):04X}{many}</span>'


def tag_or_placeholder(match: re.Match[str]) -> str:
    return placeholder(match) if match["char"] else match[0]
