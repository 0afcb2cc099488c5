"""A table that can be read in several ways: the author chooses, and loses nothing meanwhile."""

import json
import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from evaluations.prototypes.models import ExampleDraft
from ideas.models import Idea
from marketplace.accounts.models import User
from tests.factories import PASSWORD, make_idea
from tests.sentences import NOTES
from tests.workbooks import Rows, ods, xlsx

from .sheets import stored, typed

pytestmark = pytest.mark.django_db

OPPOSITES = [("hot", "cold"), ("big", "small"), ("wet", "dry"), ("old", "new")]
DOUBTFUL = "word;opposite\n" + "\n".join(";".join(row) for row in OPPOSITES)
NAMES = ("word", "opposite")
TABLE = [("input", "expected"), *NOTES]


def kept_in(page: str) -> str:
    found = re.search(r'name="kept" autocomplete="off" value="([^"]*)"', page)
    assert found
    return unescape(found[1])


class TestPaste:
    def test_both_readings_are_shown_and_nothing_is_read(self, client: Client, idea: Idea, address: str) -> None:
        response = client.post(address, typed(NOTES, do="take", paste=DOUBTFUL))

        assert response.status_code == 422
        assert "How is <bdi>the pasted table</bdi> meant?" in response.text
        assert response.text.count("Read it like this") == 2
        assert "the first row names the columns." in response.text and "the first row is example 1." in response.text
        assert "<small>Goes in</small> <b><bdi>word</bdi></b>" in response.text
        assert f"{DOUBTFUL}</textarea>" in response.text
        assert stored(idea) == NOTES

    @pytest.mark.parametrize(("key", "rows"), [("semicolon-names", OPPOSITES), ("semicolon-rows", [NAMES, *OPPOSITES])])
    def test_chosen_reading_is_taken(
        self, client: Client, idea: Idea, address: str, key: str, rows: list[tuple[str, str]]
    ) -> None:
        page = client.post(address, typed(NOTES, do="take", paste=DOUBTFUL)).text
        assert f'name="reading" value="{key}"' in page

        response = client.post(address, typed(NOTES, do="", paste=DOUBTFUL, reading=key, seen=1), follow=True)
        assert stored(idea) == NOTES + rows
        assert f"{len(rows)} rows were read and saved." in response.text
        assert DOUBTFUL not in response.text

    def test_choice_keeps_that_the_rows_are_to_be_replaced(self, client: Client, idea: Idea, address: str) -> None:
        page = client.post(address, typed(NOTES, do="take", paste=DOUBTFUL, replace="1")).text
        assert 'id="replace" value="1" checked' in page

        client.post(address, typed(NOTES, do="", paste=DOUBTFUL, replace="1", reading="semicolon-names", seen=1))
        assert stored(idea) == OPPOSITES

    @pytest.mark.parametrize("key", ["", "tab-names", "1:comma-rows", "a\x00b", "x" * 5_000])
    def test_choice_that_was_not_offered_is_asked_about_again(
        self, client: Client, idea: Idea, address: str, key: str
    ) -> None:
        response = client.post(address, typed(NOTES, do="take", paste=DOUBTFUL, reading=key))

        assert response.status_code == 422 and response.text.count("Read it like this") == 2
        assert stored(idea) == NOTES

    def test_table_is_asked_about_whichever_button_is_pressed(self, client: Client, idea: Idea, address: str) -> None:
        assert client.post(address, typed(NOTES, do="go", paste=DOUBTFUL)).status_code == 422

    def test_table_can_be_left_out(self, client: Client, idea: Idea, address: str) -> None:
        response = client.post(address, typed(NOTES, do="", paste=DOUBTFUL, reading="none"), follow=True)

        assert stored(idea) == NOTES
        assert "Read it like this" not in response.text and DOUBTFUL not in response.text

    def test_hostile_cells_are_shown_as_text(self, client: Client, address: str) -> None:
        page = client.post(address, typed([], do="take", paste=DOUBTFUL.replace("word", "<b onclick=x>\u202e"))).text

        assert "<b onclick" not in page and "U+202E" in page.split("<textarea")[0]

    def test_other_window_keeps_the_paste(self, client: Client, idea: Idea, address: str) -> None:
        client.post(address, typed(NOTES, do="save"))
        response = client.post(address, typed([("other", "row")], paste=DOUBTFUL, reading="semicolon-names", seen=0))

        assert response.status_code == 409 and f"{DOUBTFUL}</textarea>" in response.text
        assert stored(idea) == NOTES

    def test_stranger_is_refused(self, client: Client, ada: User) -> None:
        theirs = make_idea(published=False)

        response = client.post(
            f"/submit/{theirs.slug}/examples/", typed([], do="", paste=DOUBTFUL, reading="semicolon-names")
        )
        assert response.status_code == 404 and stored(theirs) == []


class TestFile:
    def test_text_of_a_file_is_kept_until_the_author_has_chosen(self, client: Client, idea: Idea, address: str) -> None:
        file = SimpleUploadedFile("words.csv", DOUBTFUL.encode("utf-16"))
        page = client.post(address, typed(NOTES, do="take", file=file)).text
        assert "How is <bdi>the table in the file</bdi> meant?" in page

        client.post(address, typed(NOTES, do="", kept=kept_in(page), reading="semicolon-names", seen=1))
        assert stored(idea) == NOTES + OPPOSITES

    @pytest.mark.parametrize(
        "kept",
        [
            "{",
            "7",
            "[7]",
            "[[1, 2, 3]]",
            '[["", "a,b", "exe"]]',
            '[["", "a,b"]]',
            '[["", {"a": 1}, "auto"]]',
            "[" * 100_000,
            '[["", "", "auto"]]',
            '[["", "", "auto"], ["", "a", "auto"]]',
            '[["", "\\ud800,b\\nc,d", "auto"]]',
            '[["", "a\\u0000,b\\nc,d", "auto"]]',
        ],
    )
    def test_kept_table_that_we_did_not_write_is_refused(
        self, client: Client, idea: Idea, address: str, kept: str
    ) -> None:
        response = client.post(address, typed(NOTES, do="", kept=kept, reading="semicolon-names"))

        assert response.status_code == 422
        assert stored(idea) == NOTES

    def test_new_file_is_read_instead_of_the_one_before(self, client: Client, idea: Idea, address: str) -> None:
        kept = json.dumps([["", DOUBTFUL, "auto"]])
        file = SimpleUploadedFile("notes.csv", b"input,expected\na,b\n")
        client.post(address, typed([], do="take", kept=kept, file=file))

        assert stored(idea) == [("a", "b")]

    def test_session_that_ran_out_keeps_the_rows_though_the_file_is_large(self, client: Client, address: str) -> None:
        kept = json.dumps([["", "word,opposite\n" + "x,y\n" * 100_000, "auto"]])
        client.logout()
        client.post(address, typed(NOTES, kept=kept))
        page = client.post("/account/login/", {"login": "ada", "password": PASSWORD, "next": address}, follow=True).text

        assert "Nothing you typed is lost" in page and NOTES[-1][0] in page

    def test_paste_and_file_are_read_one_after_the_other(self, client: Client, idea: Idea, address: str) -> None:
        file = SimpleUploadedFile("notes.csv", b"input,expected\na,b\n")
        response = client.post(address, typed(NOTES, do="take", paste=DOUBTFUL, file=file))

        assert response.status_code == 422 and "one after the other" in response.text
        assert f"{DOUBTFUL}</textarea>" in response.text
        assert stored(idea) == NOTES


class TestDocuments:
    def test_pasted_documents_are_asked_about(self, client: Client, idea: Idea, address: str) -> None:
        page = client.post(address, typed(NOTES, do="take_documents", papers=DOUBTFUL)).text
        assert "How is <bdi>the pasted table of documents</bdi> meant?" in page and "<small>Name</small>" in page

        client.post(address, typed(NOTES, do="", papers=DOUBTFUL, papers_reading="semicolon-names", seen=1))
        assert ExampleDraft.objects.of(idea).papers == OPPOSITES

    def test_file_of_documents_in_doubt_says_what_to_write(self, client: Client, address: str) -> None:
        file = SimpleUploadedFile("words.csv", DOUBTFUL.encode())
        response = client.post(address, typed(NOTES, do="take_documents", document_files=[file]))

        assert "words.csv: The table can be read in several ways. Write name and text above" in response.text


class TestWorkbooks:
    @pytest.mark.parametrize("name", ["notes.xlsx", "notes.ODS"])
    def test_workbook_is_read_as_its_only_sheet(self, client: Client, idea: Idea, address: str, name: str) -> None:
        data = xlsx({"Notes": TABLE}) if name.endswith("x") else ods({"Notes": TABLE})
        response = client.post(address, typed([], do="take", file=SimpleUploadedFile(name, data)), follow=True)

        assert stored(idea) == NOTES
        assert "12 rows were read and saved." in response.text

    def test_several_sheets_are_asked_about_by_name(self, client: Client, idea: Idea, address: str) -> None:
        sheets: dict[str, Rows] = {
            "Words": [("input", "expected"), *OPPOSITES],
            "<b>2026</b>\u202e": TABLE,
            "Remarks": [("see above",)],
        }
        file = SimpleUploadedFile("notes.xlsx", xlsx(sheets))
        page = client.post(address, typed([], do="take", file=file)).text
        assert stored(idea) == []
        assert "Sheet “Words”" in page and "Sheet “&lt;b&gt;2026&lt;/b&gt;" in page and "U+202E" in page
        assert "“Remarks” cannot be read: There is one column; two are needed" in page

        client.post(address, typed([], do="", kept=kept_in(page), reading="2:", seen=1))
        assert stored(idea) == NOTES

    def test_sheet_in_doubt_is_chosen_with_its_reading(self, client: Client, idea: Idea, address: str) -> None:
        file = SimpleUploadedFile("notes.xlsx", xlsx({"Notes": TABLE, "Words": [NAMES, *OPPOSITES]}))
        page = client.post(address, typed([], do="take", file=file)).text
        assert page.count("Read it like this") == 3

        client.post(address, typed([], do="", kept=kept_in(page), reading="2:comma-names", seen=1))
        assert stored(idea) == OPPOSITES

    def test_only_sheet_that_can_be_read_is_read_and_the_other_named(
        self, client: Client, idea: Idea, address: str
    ) -> None:
        file = SimpleUploadedFile("notes.xlsx", xlsx({"About": [("see below",)], "Notes": TABLE}))
        page = client.post(address, typed([], do="take", file=file), follow=True).text

        assert stored(idea) == NOTES
        assert "“About” cannot be read: There is one column" in page

    def test_file_that_is_no_workbook_is_refused_by_its_name(self, client: Client, idea: Idea, address: str) -> None:
        file = SimpleUploadedFile("<i>notes</i>.xlsx", b"PK\x03\x04")
        response = client.post(address, typed(NOTES, do="take", file=file))

        assert response.status_code == 422
        assert "i&gt;.xlsx” is no workbook that can be read. Open it in a spreadsheet" in response.text
        assert stored(idea) == NOTES

    def test_workbook_of_documents_is_read_by_its_first_sheet(self, client: Client, idea: Idea, address: str) -> None:
        rows = [("name", "text"), ("deposit", "Three months."), ("pets", "Ask.")]
        file = SimpleUploadedFile("lease.xlsx", xlsx({"Lease": rows, "Old": rows}))
        page = client.post(address, typed(NOTES, do="take_documents", document_files=[file]), follow=True).text

        assert ExampleDraft.objects.of(idea).papers == rows[1:]
        assert "lease.xlsx: only its first sheet was read, not “Old”." in page
