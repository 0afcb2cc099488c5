"""Markdown of strangers: which links it may hold."""

import pytest

from ideas.markdown import render


@pytest.mark.parametrize(
    "link",
    ["https://example.org/x?y=1#z", "http://example.org", "HTTPS://example.org/", "mailto:ada@example.org"],
)
def test_whole_address_is_a_link_that_search_engines_do_not_follow(link: str) -> None:
    assert render(f"[here]({link})") == f'<p><a href="{link}" rel="nofollow ugc noopener">here</a></p>\n'
    assert "<a href=" in render(f"<{link}>") and "<a href=" in render(f"[here]\n\n[here]: {link}")


@pytest.mark.parametrize(
    "link",
    ["//evil.example", "///evil.example", "/account/logout/", "account/logout/", "#top", "?vote=1", ".",
     "https:evil.example", "http:///evil.example", "https:\\\\evil.example", "\\\\evil.example", "javascript:alert(1)",
     "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "ftp://example.org/", "tel:123", "mailto://evil.example",
     "&#47;&#47;evil.example", "\u2003//evil.example", "/%2fevil.example"],
)  # fmt: skip
def test_any_other_address_stays_text(link: str) -> None:
    for text in (f"[here]({link})", f"[here](<{link}>)", f"[here]\n\n[here]: {link}", f"<{link}>"):
        assert "<a" not in render(text)
