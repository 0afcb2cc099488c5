"""Examples from a pasted table or an uploaded file."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ideas.models import Idea
from tests.sentences import NOTES

from .sheets import stored, typed

pytestmark = pytest.mark.django_db


def table(rows: list[tuple[str, str]], between: str = ",") -> str:
    return "\n".join(between.join(row) for row in rows)


class TestBringingATable:
    def test_nothing_brought_is_said_and_what_was_typed_is_kept(self, client: Client, idea: Idea, address: str) -> None:
        response = client.post(address, typed(NOTES, do="take", paste=" \r\n"))

        assert response.status_code == 422
        assert '<a href="#bring">Paste a table or choose a file first.</a>' in response.text
        assert stored(idea) == NOTES

    def test_pasted_tsv_goes_after_the_rows_there_are(self, client: Client, idea: Idea, address: str) -> None:
        pasted = "input\texpected\n" + table(NOTES[2:], "\t")
        response = client.post(address, typed(NOTES[:2], do="take", paste=pasted), follow=True)

        assert stored(idea) == NOTES
        assert "10 rows were read and saved." in response.text

    def test_uploaded_csv_takes_the_place_of_the_rows(self, client: Client, idea: Idea, address: str) -> None:
        file = SimpleUploadedFile("notes.csv", ("\ufeffinput,expected\r\n" + table(NOTES)).encode())
        client.post(address, typed([("old", "row")], do="take", replace="1", file=file))

        assert stored(idea) == NOTES

    def test_uploaded_json_lines_are_read(self, client: Client, idea: Idea, address: str) -> None:
        lines = "\n".join(json.dumps({"input": given, "expected": expected}) for given, expected in NOTES)
        client.post(address, typed([], do="take", file=SimpleUploadedFile("notes.jsonl", lines.encode())))

        assert stored(idea) == NOTES

    def test_how_a_table_was_read_is_said(self, client: Client, idea: Idea, address: str) -> None:
        file = SimpleUploadedFile("notes.csv", ("Höhe;Art\n" + table(NOTES, ";")).encode("cp1252"))
        response = client.post(address, typed([], do="take", file=file), follow=True)

        assert stored(idea) == NOTES
        assert "was read as Windows-1252. See whether its letters are right: “Höhe;Art”." in response.text
        assert "The first row, “Höhe” and “Art”, was read as the names of the columns." in response.text

    @pytest.mark.parametrize("name", ["notes.exe", "notes.csv.html", "notes", "notes.svg"])
    def test_file_of_another_kind_is_refused_by_its_name(
        self, client: Client, idea: Idea, address: str, name: str
    ) -> None:
        file = SimpleUploadedFile(name, table(NOTES).encode(), content_type="text/csv")
        response = client.post(address, typed(NOTES, do="take", file=file))

        assert response.status_code == 422 and "The name of the file ends in none of .csv" in response.text
        assert stored(idea) == NOTES

    def test_table_is_read_whichever_button_is_pressed(self, client: Client, idea: Idea, address: str) -> None:
        response = client.post(address, typed([], do="go", paste=table(NOTES)))

        assert response["Location"].endswith("/review/")
        assert stored(idea) == NOTES

    @pytest.mark.parametrize(
        ("name", "data", "said"),
        [
            ("empty.csv", b"  \n", "There is nothing in it"),
            ("damaged.csv", "Höhe,Öl\n".encode() + b"\xfc,b", "not UTF-8"),
            ("excel.csv", "a,b".encode("utf-16") + b"c", "not UTF-16"),
            ("binary.csv", b"a\x00b,c", "NUL byte"),
            (
                "long.csv",
                table([(str(n), "x") for n in range(2_001)]).encode(),
                "That makes 2,013 rows; the most is 2,000. Leave 13 out.",
            ),
            ("bad.jsonl", b'{"input": "a", "expected": "b"}\n{"input": ', "Row 2"),
            ("lone.jsonl", rb'{"input": "\ud800", "expected": "b"}', "Row 1 holds a character that no text has"),
        ],
    )
    def test_file_that_cannot_be_read_is_refused_and_loses_nothing(
        self, client: Client, idea: Idea, address: str, name: str, data: bytes, said: str
    ) -> None:
        response = client.post(address, typed(NOTES, file=SimpleUploadedFile(name, data)))

        assert response.status_code == 422
        assert said in response.text
        assert NOTES[0][0] in response.text
        assert stored(idea)[: len(NOTES)] == NOTES

    def test_file_of_ten_megabytes_is_refused_and_loses_nothing(self, client: Client, idea: Idea, address: str) -> None:
        big = SimpleUploadedFile("big.csv", b"x" * 10_000_000)
        response = client.post(address, typed(NOTES, file=big))

        assert response.status_code == 422
        assert "The file has 10,000,000 bytes; the most is 1,000,000." in response.text
        assert stored(idea) == NOTES

    def test_paste_of_ten_megabytes_is_refused_and_loses_no_row(self, client: Client, idea: Idea, address: str) -> None:
        response = client.post(address, {**typed(NOTES), "paste": "x" * 10_000_000})

        assert response.status_code == 413
        assert "That was 10.0 MB" in response.text
        assert NOTES[-1][0] in response.text

    def test_row_of_ten_megabytes_is_refused_and_loses_no_other(self, client: Client, idea: Idea, address: str) -> None:
        client.post(address, typed(NOTES, do="save"))
        rows = [("changed", "wood"), *NOTES[1:4], ("x" * 10_000_000, "wood"), *NOTES[5:]]

        response = client.post(address, typed(rows, seen=""))

        assert response.status_code == 413
        assert "changed</textarea>" in response.text
        assert NOTES[-1][0] in response.text
        assert stored(idea) == NOTES

    def test_paste_that_cannot_be_read_stays_in_its_field(self, client: Client, idea: Idea, address: str) -> None:
        pasted = '{"input": "a", "expected": "b"}\n{"input": '
        response = client.post(address, typed(NOTES, paste=pasted))

        assert response.status_code == 422
        assert '<a href="#bring">' in response.text or "Row 2" in response.text
        assert pasted.replace('"', "&quot;") in response.text
        assert stored(idea) == NOTES

    def test_too_many_rows_in_all_are_refused(self, client: Client, idea: Idea, address: str) -> None:
        pasted = table([(f"note {n}", "x") for n in range(1_990)])
        response = client.post(address, typed(NOTES, paste=pasted))

        assert "That makes 2,002 rows; the most is 2,000. Leave 2 out." in response.text
        assert stored(idea) == NOTES
