"""A record is one line, whatever a stranger wrote, and says when, what, and who was refused."""

import logging
import re
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from marketplace.logs import OneLine
from tests.factories import make_comment, make_person


@pytest.fixture
def lines() -> Iterator[StringIO]:
    """What goes to the log while the test runs, in the format of the settings."""
    options: dict[str, Any] = dict(settings.LOGGING["formatters"]["line"])  # type: ignore[index]
    assert options.pop("()") == "marketplace.logs.OneLine"
    handler = logging.StreamHandler(StringIO())
    handler.setFormatter(OneLine(options["format"], options["datefmt"], options["style"]))
    logging.getLogger().addHandler(handler)
    yield handler.stream
    logging.getLogger().removeHandler(handler)


TURNED = "/tags/\u202egpj.\u2067x\u2069\u200f"
FORGED = "x\n2026-11-30T00:00:00+0000 INFO django: an administrator signed in\x1b[2K\u2028\x9b"


def test_text_of_a_stranger_begins_no_line(lines: StringIO) -> None:
    logging.getLogger("marketplace").warning("%s failed", FORGED)
    assert len(lines.getvalue().splitlines()) == 1 and "\x1b" not in lines.getvalue()
    assert "x\\n2026" in lines.getvalue()


def test_text_of_a_stranger_turns_no_line(lines: StringIO) -> None:
    logging.getLogger("marketplace").warning("%s failed", TURNED)
    assert "/tags/\\u202egpj.\\u2067x\\u2069\\u200f failed" in lines.getvalue()


def test_text_of_a_stranger_in_an_error_begins_no_line_of_its_own(lines: StringIO) -> None:
    try:
        raise ValueError(FORGED)
    except ValueError:
        logging.getLogger("marketplace").exception("%s failed", "a run")
    first, *others = lines.getvalue().splitlines()
    assert "a run failed" in first and all(line.startswith("    ") for line in others)
    assert any("ValueError" in line for line in others)


def test_time_is_utc_and_says_so(lines: StringIO) -> None:
    logging.getLogger("marketplace").warning("something")
    assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000 WARNING marketplace: something$", lines.getvalue())


@pytest.mark.django_db
def test_who_is_refused_is_logged_with_account_and_address(lines: StringIO) -> None:
    person, client = make_person(), Client(enforce_csrf_checks=True)
    client.force_login(person)
    client.get("/moderation/")
    client.post("/account/tokens/", {"name": "forged"})
    Client().delete(f"/api/v1/comments/{make_comment().pk}/")
    said = lines.getvalue()
    assert f"/moderation/ [account {person.pk}, address 127.0.0.1]" in said or "Not Found: /moderation/" in said
    assert f"[account {person.pk}, address 127.0.0.1]" in said and "Forbidden (CSRF" in said
    assert "Unauthorized: /api/v1/comments/" in said and "[account -, address 127.0.0.1]" in said


@pytest.mark.django_db
def test_no_password_and_no_token_is_logged(lines: StringIO) -> None:
    client = Client(headers={"Authorization": "Bearer ovl_told_to_nobody"})
    client.get("/api/v1/ideas/")
    client.post("/account/login/", {"login": "marta", "password": "told-to-nobody"})
    client.post("/account/signup/", {"email": "x", "username": "x", "password1": "told-to-nobody"})
    assert "told" not in lines.getvalue() and "Unauthorized" in lines.getvalue()
