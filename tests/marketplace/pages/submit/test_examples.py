"""Posting an idea, second step: examples that are typed, pasted and uploaded."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from evaluations.prototypes.datasets.revisions import save_example_draft
from evaluations.prototypes.models import ExampleDraft
from ideas.models import Idea
from marketplace.accounts.models import User
from tests.factories import PASSWORD, make_idea
from tests.sentences import NOTES

from .sheets import stored, typed

pytestmark = pytest.mark.django_db


class TestTyping:
    def test_page_begins_with_eight_empty_rows(self, client: Client, address: str) -> None:
        page = client.get(address).text

        assert page.count('name="input"') == page.count('name="expected"') == 8
        assert 'id="row-8-expected"' in page
        assert "No examples yet." in page

    def test_rows_are_kept_and_the_review_follows(self, client: Client, idea: Idea, address: str) -> None:
        response = client.post(address, typed([*NOTES, ("", ""), (" ", "")]))

        assert response["Location"] == f"/submit/{idea.slug}/review/"
        assert stored(idea) == NOTES

    def test_task_is_said_with_its_reason(self, client: Client, address: str) -> None:
        client.post(address, typed(NOTES, do="save"))

        page = client.get(address).text
        assert "12 rows" in page
        assert "Classify: choose one of a few labels" in page
        assert "2 different outputs over 12 rows" in page

    def test_task_and_scorer_can_be_chosen(self, client: Client, idea: Idea, address: str) -> None:
        client.post(address, typed(NOTES, task="answer", scorer="similarity", threshold_similarity="0.6"))

        draft = ExampleDraft.objects.of(idea)
        assert (draft.task, draft.scorer, draft.threshold) == ("answer", "similarity", 0.6)
        page = client.get(address).text
        assert "as you chose" in page
        assert "by embedding similarity of at least 0.6" in page

    def test_similarity_without_a_number_gets_the_one_that_the_page_names(
        self, client: Client, idea: Idea, address: str
    ) -> None:
        assert 'placeholder="0.75"' in client.get(address).text

        client.post(address, typed(NOTES, task="answer", scorer="similarity"))

        assert ExampleDraft.objects.of(idea).threshold == 0.75

    @pytest.mark.parametrize("threshold", ["2", "-1", "nan", "x", "a\x00b"])
    def test_impossible_threshold_is_refused_and_the_rows_are_kept(
        self, client: Client, idea: Idea, address: str, threshold: str
    ) -> None:
        response = client.post(
            address, typed(NOTES, task="answer", scorer="similarity", threshold_similarity=threshold)
        )

        assert response.status_code == 422
        assert "How close in meaning</a>:" in response.text
        assert stored(idea) == NOTES

    def test_add_rows_works_without_javascript_and_keeps_what_is_there(
        self, client: Client, idea: Idea, address: str
    ) -> None:
        rows = [*NOTES[:3], *[("", "")] * 5]
        response = client.post(address, typed(rows, do="more"))

        assert response["Location"] == f"{address}?at=1&show=16#row-9"
        page = client.get(response["Location"]).text
        assert page.count('name="input"') == 16
        assert NOTES[2][0] in page

    def test_row_without_an_output_is_said_beside_it_and_in_the_summary(self, client: Client, address: str) -> None:
        response = client.post(address, typed([*NOTES, ("Wobbly chair", "")]))

        assert response.status_code == 422
        assert '<a href="#row-13-expected">Row 13 has no expected output.' in response.text
        beside = response.text.split('id="row-13-expected-error"')[1]
        assert beside.startswith("><p>Row 13 has no expected output.")
        assert (
            'id="row-13-expected" rows="1" aria-label="Expected output of row 13" aria-invalid="true"' in response.text
        )

    def test_blank_rows_between_others_keep_the_numbers(self, client: Client, idea: Idea, address: str) -> None:
        response = client.post(address, typed([("", ""), *NOTES, ("", "wood")]))

        assert '<a href="#row-14-input">Row 14 has no input' in response.text
        assert stored(idea)[0] == ("", "")

    @pytest.mark.parametrize(
        ("rows", "said"),
        [
            (NOTES[:5], "at least 8 are needed"),
            ([(text, "electrics") for text, _ in NOTES], "Every row expects"),
            ([*NOTES, (NOTES[0][0], "sewing")], "same input but expect"),
            ([("Kettle", "electrics")] * 9, "at least 8 are needed"),
            ([*NOTES, ("a\x00b", "wood")], "NUL character"),
            ([*NOTES, ("x" * 20_001, "wood")], "the most is 20,000"),
        ],
        ids=["too few", "one label", "conflict", "duplicates", "NUL", "too long"],
    )
    def test_rows_that_cannot_be_tried_are_refused_and_kept(
        self, client: Client, idea: Idea, address: str, rows: list[tuple[str, str]], said: str
    ) -> None:
        response = client.post(address, typed(rows))

        assert response.status_code == 422
        assert said in response.text
        assert len(stored(idea)) == len(rows)

    def test_exact_duplicates_are_left_out_with_a_notice(self, client: Client, address: str) -> None:
        assert client.post(address, typed([*NOTES, NOTES[0]])).status_code == 302

        assert "Row 13 repeats row 1 and was left out." in client.get(address).text

    def test_repeated_inputs_do_not_count_towards_the_least(self, client: Client, address: str) -> None:
        client.post(address, typed([("Kettle", "electrics")] * 7 + [("kettle!", "electrics")], do="save"))

        assert "<b>8 rows</b>, <b>1 different</b>, 7 more needed." in client.get(address).text

    def test_hostile_text_is_shown_as_text(self, client: Client, address: str) -> None:
        hostile = "</textarea><script>alert(1)</script>"
        client.post(address, typed([("=1+1", hostile), (hostile, "@SUM(A1)")], do="save"))

        page = client.get(address).text
        assert "<script>alert" not in page
        assert "=1+1</textarea>" in page

    def test_leading_line_break_survives_the_round(self, client: Client, idea: Idea, address: str) -> None:
        client.post(address, typed([("\r\nindented\r\n  text", "x")], do="save"))

        assert stored(idea) == [("\nindented\n  text", "x")]
        assert 'aria-label="Input of row 1">\n\nindented\n  text</textarea>' in client.get(address).text


class TestManyRows:
    @pytest.fixture
    def rows(self, idea: Idea, ada: User) -> list[tuple[str, str]]:
        rows = [(f"note {n}", "wood" if n % 2 else "bikes") for n in range(1, 121)]
        save_example_draft(ada, idea, rows)
        return rows

    def test_page_shows_fifty_and_the_count(self, client: Client, address: str, rows: list[tuple[str, str]]) -> None:
        page = client.get(address).text

        assert page.count('name="input"') == 50
        assert "Rows 1 to 50 of 120." in page
        assert "Later rows" in page and "Earlier rows" not in page

    def test_other_rows_are_reached_and_what_was_typed_is_saved(
        self, client: Client, idea: Idea, address: str, rows: list[tuple[str, str]]
    ) -> None:
        first = [("changed", "wood"), *rows[1:50]]
        response = client.post(address, typed(first, first=1, after=70, at=51, do="", seen=1))

        assert response["Location"] == f"{address}?at=51"
        assert stored(idea) == [("changed", "wood"), *rows[1:]]
        page = client.get(response["Location"]).text
        assert 'id="row-51-input"' in page and 'id="row-100-input"' in page and 'id="row-101-input"' not in page

    def test_rows_taken_away_in_the_middle_move_the_rest_up(
        self, client: Client, idea: Idea, address: str, rows: list[tuple[str, str]]
    ) -> None:
        client.post(address, typed(rows[50:98], first=51, after=20, do="save", seen=1))

        assert stored(idea) == rows[:98] + rows[100:]

    def test_problem_on_another_page_is_linked_to_it(
        self, client: Client, address: str, rows: list[tuple[str, str]]
    ) -> None:
        response = client.post(address, typed([*rows[100:119], ("note 120", "")], first=101, after=0, seen=1))
        assert '<a href="#row-120-expected">' in response.text

        response = client.post(address, typed(rows[:50], first=1, after=70, seen=2))
        assert '<a href="?check&amp;at=120#row-120-expected">' in response.text
        assert "Row 120 has no expected output." in client.get(f"{address}?check&at=120").text

    @pytest.mark.parametrize("query", ["?at=x", "?at=-1", "?at=99999999999", "?at=²", "?show=x&at=1", "?show=9999999"])
    def test_odd_address_still_shows_rows(
        self, client: Client, address: str, rows: list[tuple[str, str]], query: str
    ) -> None:
        response = client.get(address + query)

        assert response.status_code == 200
        assert 'name="input"' in response.text

    def test_forms_that_grow_without_end_are_not_stored(
        self, client: Client, idea: Idea, address: str, rows: list[tuple[str, str]]
    ) -> None:
        most = [(f"x{n}", "y") for n in range(2_200)]
        client.post(address, typed(most, first=1, after=0, seen=1))
        response = client.post(address, typed(most, first=1_990, after=0, seen=2))

        assert response.status_code == 422
        assert len(stored(idea)) <= 4_000


class TestAutosave:
    def test_autosave_keeps_rows_and_says_what_they_are_taken_for(
        self, client: Client, idea: Idea, address: str
    ) -> None:
        response = client.post(address, typed(NOTES[:3], seen=0), headers={"HX-Request": "true"})

        assert "The draft is saved." in response.text
        assert "3 rows" in response.text and "5 more needed" in response.text
        assert stored(idea) == NOTES[:3]

    def test_autosave_of_an_overtaken_page_writes_nothing(self, client: Client, idea: Idea, address: str) -> None:
        client.post(address, typed(NOTES, do="save"))
        response = client.post(address, typed([("old", "row")], seen=0), headers={"HX-Request": "true"})

        assert response.status_code == 409
        assert "This draft was changed elsewhere." in response.text
        assert stored(idea) == NOTES


class TestWhoMay:
    def test_somebody_elses_draft_is_not_there(self, client: Client, ada: User) -> None:
        theirs = make_idea(published=False)

        assert client.get(f"/submit/{theirs.slug}/examples/").status_code == 404
        assert client.post(f"/submit/{theirs.slug}/examples/", typed(NOTES)).status_code == 404
        assert stored(theirs) == []

    def test_signed_out_comes_back_to_the_rows_that_were_typed(self, client: Client, idea: Idea, address: str) -> None:
        client.logout()
        client.post(address, typed(NOTES))
        page = client.post("/account/login/", {"login": "ada", "password": PASSWORD, "next": address}, follow=True).text

        assert "Nothing you typed is lost" in page
        assert NOTES[-1][0] in page
        assert stored(idea) == []


def test_examples_page_takes_as_many_queries_with_many_rows_as_with_few(
    client: Client, idea: Idea, ada: User, address: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for many in (8, 2_000):
        save_example_draft(ada, idea, [(f"note {n}", "wood" if n % 2 else "bikes") for n in range(many)])
        with django_assert_num_queries(6):
            client.get(f"{address}?check")
