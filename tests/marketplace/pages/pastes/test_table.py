"""Steps 1 and 2 of trying a table: how it is read, what is refused, and that nothing is stored before that."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from evaluations.prototypes.models import Paste, PastedRun
from marketplace.pages.pastes.table import as_text
from tests.sentences import PUMPS, ROADS

pytestmark = pytest.mark.django_db

ROWS = [*PUMPS[:5], *ROADS[:5]]
NAMED = as_text(ROWS, ("letter", "team"))


def test_page_is_there_without_an_account(client: Client) -> None:
    page = client.get("/try/")
    assert (
        page.status_code == 200 and "deleted in an hour" in page.text and "Is the first line a header?" not in page.text
    )


def test_table_is_shown_as_it_was_read_and_nothing_is_stored(client: Client) -> None:
    page = client.post("/try/", {"paste": NAMED})
    assert page.status_code == 200
    for said in (
        "letter",
        "team",
        ROWS[0][0],
        "and 8 more",
        "2 different answers: sorting",
        "Is the first line a header?",
    ):
        assert said in page.text, said
    assert '<input type="radio" name="head" value="names" checked>' in page.text
    assert not Paste.objects.exists() and "sessionid" not in client.cookies


def test_first_line_is_an_example_where_its_reader_says_so(client: Client) -> None:
    page = client.post("/try/", {"paste": NAMED, "head": "rows", "do": "try"})
    paste = Paste.objects.get()
    assert page.status_code == 302 and paste.names == ("", "") and paste.pairs[0] == ("letter", "team")
    plain = as_text(ROWS, ("", ""))
    client.post("/try/", {"paste": plain, "head": "names", "do": "try"})
    named = Paste.objects.latest("pk")
    assert named.names == ROWS[0] and named.pairs == ROWS[1:]


def test_confirming_stores_the_rows_and_plans_what_is_quick(client: Client) -> None:
    page = client.post("/try/", {"paste": NAMED, "do": "try"})
    paste = Paste.objects.get()
    assert page["Location"] == f"/try/{paste.key}/"
    assert paste.pairs == ROWS and paste.names == ("letter", "team") and paste.person is None
    assert PastedRun.objects.filter(lane="quick").exists()
    assert ROWS[0][0] in client.get(page["Location"]).text


def test_file_is_read_as_an_example_file_is_and_its_text_shown(client: Client) -> None:
    file = SimpleUploadedFile("mine.csv", NAMED.encode())
    page = client.post("/try/", {"file": file, "paste": ""})
    assert page.status_code == 200 and ROWS[9][0] in page.text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Nothing is pasted yet"),
        ("my heel slips out fit", "There is one column"),
        ("a;b;c\nd;e;f\ng;h;i", "There are 3 columns"),
        ("\n".join(f"{text}\tpump" for text, _ in ROWS), "All lines have the same answer"),
        ("one,x\ntwo,y", "2 different examples; at least 3 are needed"),
        ("\n".join(f"{'long ' * 500}{number}\t{number % 2}" for number in range(4)), "the most here is 2,000"),
    ],
)
def test_table_that_cannot_be_tried_is_refused_in_words(client: Client, text: str, said: str) -> None:
    page = client.post("/try/", {"paste": text, "do": "try"})
    assert page.status_code == 422 and said in page.text and 'role="alert"' in page.text
    assert not Paste.objects.exists()


def test_few_lines_are_tried_with_a_warning(client: Client) -> None:
    text = as_text([*PUMPS[:2], *ROADS[:2]], ("", ""))
    assert "4 lines are few." in client.post("/try/", {"paste": text}).text
    assert client.post("/try/", {"paste": text, "do": "try"}).status_code == 302


def test_more_than_sixty_lines_are_cut_and_that_is_said(client: Client) -> None:
    text = "\n".join(f"{text} {number}x{number}\t{label}" for number in range(9) for text, label in ROWS)
    assert "30 more are left out" in client.post("/try/", {"paste": text}).text
    client.post("/try/", {"paste": text, "do": "try"})
    assert len(Paste.objects.get().pairs) == 60


def test_table_in_several_readings_is_asked_about(client: Client) -> None:
    text = "one; two, three\nfour; five, six\nseven; eight, nine\nten; eleven, twelve"
    page = client.post("/try/", {"paste": text, "do": "try"})
    assert page.status_code == 200 and "Read it like this" in page.text and not Paste.objects.exists()
    assert client.post("/try/", {"paste": text, "reading": "semicolon-rows"}).status_code == 200


def test_form_of_another_site_is_refused() -> None:
    client = Client(enforce_csrf_checks=True)
    elsewhere = {"Origin": "https://evil.example"}
    assert client.post("/try/", {"paste": NAMED, "do": "try"}, headers=elsewhere).status_code == 403
    assert client.post("/try/", {"paste": NAMED}, headers={"Origin": "http://testserver"}).status_code == 200
    assert not Paste.objects.exists()


def test_limit_of_an_address_is_said_on_the_page(client: Client, settings: Settings) -> None:
    settings.PASTES_PER_HOUR_BY_ADDRESS = 1
    client.post("/try/", {"paste": NAMED, "do": "try"})
    page = client.post("/try/", {"paste": NAMED, "do": "try"})
    assert page.status_code == 429 and "1 tables in an hour are the most" in page.text and ROWS[0][0] in page.text


cells = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=30)


@given(st.lists(st.tuples(cells, cells), min_size=4, max_size=6))
def test_text_of_a_table_is_read_back_as_its_rows(rows: list[tuple[str, str]]) -> None:
    from evaluations.prototypes.datasets.files import parse

    read = parse(as_text(rows, ("input", "expected")))
    assert [tuple(row) for row in read.rows] == [tuple(row) for row in rows]
