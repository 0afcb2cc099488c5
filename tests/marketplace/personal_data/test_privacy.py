"""What the page and `docs/privacy.md` say is what the list says."""

from pathlib import Path

import pytest
from django.test import Client
from django.utils.html import escape

from marketplace.personal_data.table import PersonalTable
from marketplace.personal_data.tables import TABLES

DOCUMENT = Path(__file__).parents[3] / "docs/privacy.md"


def line_of(table: PersonalTable) -> str:
    return f"| *{table.model}* | {table.what} | {table.why} | {table.how_long} | {table.becomes} |"


def test_document_has_one_line_for_every_table_with_personal_data() -> None:
    lines = [line for line in DOCUMENT.read_text().splitlines() if line.startswith("| *")]
    expected = [line_of(table) for table in TABLES]
    missing = [line for line in expected if line not in lines]
    assert not missing, "Add to docs/privacy.md:\n" + "\n".join(missing)
    assert sorted(lines) == sorted(expected), [line for line in lines if line not in expected]


@pytest.mark.django_db
def test_page_says_of_every_table_what_is_kept_why_and_for_how_long(client: Client) -> None:
    text = client.get("/privacy").text
    for table in TABLES:
        for said in (table.what, table.why, table.how_long[1:], table.becomes[1:]):
            assert escape(said) in text, table.model
    assert 'href="/privacy"' in client.get("/").text
