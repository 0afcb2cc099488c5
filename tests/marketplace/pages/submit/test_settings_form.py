"""How answers are scored, as the author chooses it, and what is said of it while the rows are typed."""

import json
import re

import pytest
from django.test import Client

from evaluations.prototypes.models import ExampleDraft, ExampleRevision
from evaluations.prototypes.scorers import CHOICES
from ideas.models import Idea
from tests.sentences import NOTES, unlike

from .sheets import typed

pytestmark = pytest.mark.django_db


class TestChecks:
    ROWS = [(f"Order {n}: {n} bolts", json.dumps({"part": "bolt", "count": n})) for n in range(1, 10)]

    def test_fields_of_the_outputs_are_shown_as_they_are_typed(self, client: Client, address: str) -> None:
        rows = [*self.ROWS, ("Order 10: a nut, urgent", '{"part": "nut", "count": 1, "urgent": true}')]
        saved = client.post(address, typed(rows, seen=0, do=""), headers={"HX-Request": "true"}).text

        assert "Extract: fill in the fields of a JSON object" in saved
        for path, kind, required in (("count", "integer", "yes"), ("urgent", "boolean", "no, some rows lack it")):
            assert f"<code>{path}</code></th><td>{kind}</td><td>{required}</td>" in saved

    def test_output_that_is_no_object_is_refused_with_the_reason(self, client: Client, address: str) -> None:
        response = client.post(address, typed([*self.ROWS, ("Order 10", '{"part": ')]))

        assert response.status_code == 422
        assert "The expected output of row 10 is not JSON" in response.text

    def test_several_checks_are_kept_with_their_parameters(self, client: Client, idea: Idea, address: str) -> None:
        chosen = {"scorer": "fields", "also": ["schema", "token-f1"], "threshold_fields": "0.8"}
        client.post(address, typed(self.ROWS, **chosen))

        draft = ExampleDraft.objects.of(idea)
        assert (draft.scorer, draft.threshold) == ("fields", 0.8)
        assert draft.more_checks == [["schema", None], ["token-f1", None]]
        page = client.get(address).text
        assert "field F1), at least 0.8; and JSON that follows" in page
        assert page.count(" checked>") == 4

    def test_check_beside_is_made_beside_the_usual_one(self, client: Client, idea: Idea, address: str) -> None:
        client.post(address, typed(self.ROWS, also=["schema"]))
        assert "how many fields are right (field F1); and JSON that follows" in client.get(address).text

    def test_check_that_does_not_go_with_the_task_is_left_out(self, client: Client, idea: Idea, address: str) -> None:
        client.post(address, typed(NOTES, task="answer", scorer="mrr", also=["schema", "number"]))

        draft = ExampleDraft.objects.of(idea)
        assert (draft.scorer, draft.more_checks) == ("", [["number", 0.01]])

    LOSSES = [(f"The result of {unlike(n)}", f"({n})" if n % 2 else f"{n}") for n in range(1, 10)]

    def test_brackets_are_said_and_are_negative_once_the_author_chooses_so(
        self, client: Client, idea: Idea, address: str
    ) -> None:
        client.post(address, typed(self.LOSSES, task="answer"))
        page = client.get(address).text
        assert "Numbers in brackets are negative: (5) means −5" in page
        assert "&quot;(1)&quot; is read as 1, without a minus." in page
        assert not ExampleDraft.objects.of(idea).brackets_are_minus

        reviewed = client.post(address, typed(self.LOSSES, task="answer", seen=1, brackets_are_minus="on"))
        assert ExampleDraft.objects.of(idea).brackets_are_minus
        assert re.search(r'name="brackets_are_minus"[^>]* checked', client.get(address).text)
        assert "numbers in brackets are negative: (5) means −5." in client.get(reviewed["Location"]).text

        client.post(reviewed["Location"], {"idea": idea.pk, "do": "publish"})
        revision = ExampleRevision.objects.get(idea=idea)
        assert revision.brackets_are_minus and revision.as_draft().brackets_are_minus
        assert "numbers in brackets are negative" in client.get(f"/ideas/{revision.idea.slug}/revisions/").text

    def test_case_of_labels_counts_once_the_author_chooses_so(self, client: Client, idea: Idea, address: str) -> None:
        rows = [(unlike(n), ("polish", "Polish")[n % 2]) for n in range(10)]
        reviewed = client.post(address, typed(rows, case_counts="on"))
        assert ExampleDraft.objects.of(idea).case_counts
        assert "labels that differ in case alone are different labels" in client.get(reviewed["Location"]).text
        client.post(reviewed["Location"], {"idea": idea.pk, "do": "publish"})
        revision = ExampleRevision.objects.get(idea=idea)
        assert revision.case_counts and revision.labels() == sorted({"Polish", "polish"})

    def test_brackets_are_left_out_where_nothing_is_a_number(self, client: Client, idea: Idea, address: str) -> None:
        client.post(address, typed(NOTES, task="classify", brackets_are_minus="on"))
        assert not ExampleDraft.objects.of(idea).brackets_are_minus

    def test_answers_that_are_only_shown_need_no_expected_output(
        self, client: Client, idea: Idea, address: str
    ) -> None:
        rows = [(f"Write a limerick about {unlike(n)}", "") for n in range(9)]
        response = client.post(address, typed(rows, task="answer", scorer="unchecked"))

        assert response.status_code == 302
        assert "Answers are only shown" in client.get(response["Location"]).text

    def test_every_scorer_is_offered_to_the_tasks_it_goes_with(self, client: Client, address: str) -> None:
        page = client.get(address).text
        offered = re.findall(r'<li data-tasks="([^"]*)">\s*<label for="id_scorer_([^"]*)"', page)
        by_scorer = {scorer: tasks for tasks, scorer in offered}
        assert by_scorer["fields"] == "extract" and by_scorer["mrr"] == "search"
        assert by_scorer["exact"] == "extract answer" and set(by_scorer) == {"usual", *CHOICES} - {"label"}
