"""Tags for the head of a page, which other sites and programs read."""

import json
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from marketplace import links

register = template.Library()
NOT_IN_HTML = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.filter
def json_ld(data: dict[str, Any]) -> SafeString:
    """As a data block (schema.org). Browsers run none of it, so it is no inline script."""
    text = json.dumps(data, ensure_ascii=False).translate(NOT_IN_HTML)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308 - escaped above


@register.filter
def absolute(path: str) -> str:
    return links.absolute(path)
