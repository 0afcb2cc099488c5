import pytest

from evaluations.panel.links import why_not


@pytest.mark.parametrize(
    "link",
    [
        "https://example.org/",
        "http://a.example.co.uk:8080/x?y=1#z",
        "https://8.8.8.8/",
        "https://b\xfccher.example.de/",
        "https://[2606:4700::1111]/",
    ],
)
def test_public_link_is_taken(link: str) -> None:
    assert why_not(link) == ""


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "data:text/html,x", "ftp://example.org/", "example.org", "https://", "https://intranet/",
     "http://127.0.0.1/", "http://127.1/", "http://0x7f.1/", "http://2130706433/", "http://[::1]/", "http://[fe80::1]/",
     "http://10.1.2.3/", "http://192.168.1.1/", "http://169.254.169.254/latest/", "http://localhost/", "http://x.local/",
     "http://a.internal/", "https://user:pass@example.org/", "https://example.org@127.0.0.1/", "https://exa mple.org/",
     "https://example.org\\@127.0.0.1/", "https://example.org:99999/", "http://[::1", "https://a..b.org/",
     "https://example.org/" + "x" * 300, "java\nscript:alert(1)", "http://localhost./",
     "http://127.0.0.%31/", "http://printer.loca%6c/", "http://printer.\u24dbocal/", "http://printer.local\u3002/",
     "http://127.0.0.\xad1/", "http://192.168.1.\u200b1/", "http://loca\ufe0flhost/", "http://[::127.0.0.1]/",
     "http://[2002:7f00:1::]/", "http://[64:ff9b::7f00:1]/", "http://[::ffff:127.0.0.1]/", "http://224.0.0.1/",
     "http://router.home.arpa/", "http://localhost.localdomain/", "http://wiki.intranet/", "http://%ff.org/",
     "http://a%2fb.org/", "http://a%00b.org/", "http://\uff11\uff12\uff17.0.0.1/"],
)  # fmt: skip
def test_link_that_is_no_public_web_address_is_refused_in_words(link: str) -> None:
    assert why_not(link).endswith(".")
