import pytest

from evaluations.panel.links import why_not


@pytest.mark.parametrize("link", ["https://example.org/", "http://a.example.co.uk:8080/x?y=1#z", "https://8.8.8.8/"])
def test_public_link_is_taken(link: str) -> None:
    assert why_not(link) == ""


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "data:text/html,x", "ftp://example.org/", "example.org", "https://", "https://intranet/",
     "http://127.0.0.1/", "http://127.1/", "http://0x7f.1/", "http://2130706433/", "http://[::1]/", "http://[fe80::1]/",
     "http://10.1.2.3/", "http://192.168.1.1/", "http://169.254.169.254/latest/", "http://localhost/", "http://x.local/",
     "http://a.internal/", "https://user:pass@example.org/", "https://example.org@127.0.0.1/", "https://exa mple.org/",
     "https://example.org\\@127.0.0.1/", "https://example.org:99999/", "http://[::1", "https://a..b.org/",
     "https://example.org/" + "x" * 300, "java\nscript:alert(1)", "http://localhost./"],
)  # fmt: skip
def test_link_that_is_no_public_web_address_is_refused_in_words(link: str) -> None:
    assert why_not(link).endswith(".")
