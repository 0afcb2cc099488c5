"""The whole life of an idea by API, and who may do what in it."""

from typing import Any

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from evaluations.prototypes.models import Run
from ideas import actions
from ideas.limits import MAX_DRAFTS
from ideas.models import Idea, IdeaState
from tests.factories import BECAUSE, make_idea, make_person
from tests.sentences import unlike

from .conftest import Api

pytestmark = pytest.mark.django_db
ROWS = [{"input": unlike(number), "expected": "tax" if number % 2 else "roads"} for number in range(24)]
WORDS: dict[str, Any] = {
    "title": "Sort the town's letters",
    "pitch": "A clerk reads ninety letters a day. A model on the town's own server sorts them.",
    "problem": "Every letter lands in one inbox.",
    "audience": "Town clerks",
    "why_overlooked": "No town is big enough to be a customer.",
    "why_open": "The letters may not leave the building.",
    "fits": ["privacy"],
    "tags": ["Post", "towns"],
}
WRITES = [
    ("patch", "", {"title": "Mine now"}),
    ("delete", "", None),
    ("post", "publish/", None),
    ("put", "examples/", {"rows": ROWS}),
]


def send(program: APIClient, method: str, address: str, body: object = None) -> Any:
    return getattr(program, method)(address, body, format="json")


def test_life_of_an_idea_from_draft_to_feed(api: Api, anyone: APIClient) -> None:
    program = api(make_person("ada"))
    draft = send(program, "post", "/api/v1/ideas/", WORDS | {"examples": {"rows": ROWS}})
    assert (draft.status_code, draft.json()["state"]) == (201, "draft")
    assert draft["Location"] == draft.json()["links"]["self"]

    published = program.post(draft.json()["links"]["self"] + "publish/")
    assert published.status_code == 200, published.content
    idea = published.json()
    assert (idea["slug"], idea["state"], idea["revision"]) == ("sort-the-towns-letters", "published", 1)
    assert [tag["name"] for tag in idea["tags"]] == ["post", "towns"]

    program.put(idea["links"]["self"] + "vote/")
    assert send(api(), "post", idea["links"]["comments"], {"text": "Ours too."}).status_code == 201
    baseline, *others = anyone.get(idea["links"]["runs"]).json()["results"]
    assert [run["recipe"] for run in others] == ["mentioned", "word-rule"]
    assert (baseline["recipe"], baseline["model"], baseline["state"]) == ("majority", None, "planned")
    assert anyone.get(baseline["links"]["trials"]).json() == {"results": [], "next": None}
    examples = anyone.get(idea["links"]["examples"]).json()
    assert (examples["task"], examples["size"], examples["revision"], examples["rows"]) == ("classify", 24, 1, ROWS)
    (listed,) = anyone.get("/api/v1/top/").json()["results"]
    assert (listed["slug"], listed["author"]["username"]) == (idea["slug"], "ada")
    assert listed["answers"]["works"]["state"] == "measuring"


def test_draft_may_be_as_unfinished_as_its_author_likes(api: Api) -> None:
    program = api()
    for words in ({"pitch": "A pitch"}, {"tags": ["law"]}, {"examples": {"rows": [{"input": "a", "expected": ""}]}}):
        assert send(program, "post", "/api/v1/ideas/", words).status_code == 201
    assert len(program.get("/api/v1/drafts/").json()["results"]) == 3


@pytest.mark.parametrize(
    "words", [{}, {"title": " ", "fits": [], "tags": []}, {"examples": {"rows": [{"input": " ", "expected": ""}]}}]
)
def test_blank_draft_is_not_kept_and_a_title_is_asked_for(api: Api, words: dict[str, Any]) -> None:
    response = send(api(), "post", "/api/v1/ideas/", words)
    assert response.status_code == 400
    assert [error["pointer"] for error in response.json()["errors"]] == ["#/title"]
    assert not Idea.objects.exists()


def test_drafts_are_listed_to_their_author_alone(api: Api, anyone: APIClient) -> None:
    make_idea(published=False)
    assert api().get("/api/v1/drafts/").json()["results"] == []
    assert anyone.get("/api/v1/drafts/").status_code == 401


def test_author_with_too_many_drafts_is_told_what_to_do(api: Api) -> None:
    author = make_person()
    Idea.objects.bulk_create(Idea(author=author, slug=f"draft-{number}") for number in range(MAX_DRAFTS))
    response = send(api(author), "post", "/api/v1/ideas/", WORDS)
    assert response.status_code == 409
    assert "Publish or delete one" in response.json()["detail"]


def test_draft_is_filled_in_bit_by_bit(api: Api) -> None:
    program = api()
    address = send(program, "post", "/api/v1/ideas/", {"title": "First"}).json()["links"]["self"]
    send(program, "patch", address, {"pitch": "Second", "tags": ["law"]})
    idea = send(program, "patch", address, {"audience": "  Third\n "}).json()
    assert (idea["title"], idea["pitch"], idea["audience"]) == ("First", "Second", "Third")
    assert [tag["slug"] for tag in idea["tags"]] == ["law"]


def test_draft_that_is_not_whole_is_not_published_and_every_gap_is_named(api: Api) -> None:
    program = api()
    address = send(program, "post", "/api/v1/ideas/", {"title": "Only a title"}).json()["links"]["self"]
    response = program.post(f"{address}publish/")
    assert response.status_code == 400
    assert [error["pointer"] for error in response.json()["errors"]] == ["#/pitch", "#/problem", "#/audience"]


def test_bad_examples_keep_the_idea_a_draft_and_are_pointed_at(api: Api) -> None:
    program = api()
    rows = [*ROWS, {"input": "", "expected": "tax"}]
    address = send(program, "post", "/api/v1/ideas/", WORDS | {"examples": {"rows": rows}}).json()["links"]["self"]
    response = program.post(f"{address}publish/")
    assert response.status_code == 400
    assert [error["pointer"] for error in response.json()["errors"]] == ["#/rows/24/input"]
    assert program.get(address).json()["state"] == "draft"


def test_idea_that_its_author_posted_before_is_refused_with_links_to_that_one(api: Api) -> None:
    program = api()
    address = send(program, "post", "/api/v1/ideas/", WORDS).json()["links"]["self"]
    first = program.post(f"{address}publish/").json()
    again = send(program, "post", "/api/v1/ideas/", WORDS | {"title": "Sort the town's letters again"}).json()
    response = program.post(f"{again['links']['self']}publish/")
    assert (response.status_code, response["Content-Type"]) == (409, "application/problem+json")
    assert "Sort the town's letters”. Edit that one instead." in response.json()["detail"]
    assert response.json()["links"] == {name: first["links"][name] for name in ("self", "html")}
    assert program.get(again["links"]["self"]).json()["state"] == "draft"
    assert send(api(), "post", "/api/v1/ideas/", WORDS).status_code == 201  # somebody else may have the same idea


def test_idea_that_others_voted_for_is_not_turned_into_another(api: Api) -> None:
    program = api()
    address = send(program, "post", "/api/v1/ideas/", WORDS).json()["links"]["self"]
    idea = program.post(f"{address}publish/").json()
    other = {"title": "Mood ring for gravel", "pitch": "Says of each photo of a quarry how the pebbles feel."}
    api().put(idea["links"]["self"] + "vote/")
    response = send(program, "patch", idea["links"]["self"], other)
    assert response.status_code == 409
    assert "Post it as a new one" in response.json()["detail"]
    assert program.get(idea["links"]["self"]).json()["title"] == WORDS["title"]


def test_idea_without_examples_is_published_and_given_some_later(api: Api) -> None:
    program = api()
    address = send(program, "post", "/api/v1/ideas/", WORDS).json()["links"]["self"]
    idea = program.post(f"{address}publish/").json()
    assert program.get(idea["links"]["examples"]).json()["rows"] == []
    response = send(program, "put", idea["links"]["examples"], {"rows": ROWS})
    assert (response.status_code, response.json()["revision"]) == (200, 1)
    assert Run.objects.of_idea(idea["id"]).exists()


def test_examples_sent_back_as_they_were_read_change_nothing(api: Api) -> None:
    program = api()
    address = send(program, "post", "/api/v1/ideas/", WORDS | {"examples": {"rows": ROWS}}).json()["links"]["self"]
    examples = program.post(f"{address}publish/").json()["links"]["examples"]
    read = program.get(examples).json()
    assert send(program, "put", examples, read).json() == read


def test_other_examples_are_another_revision_and_runs_of_both_are_read(api: Api, anyone: APIClient) -> None:
    program = api()
    address = send(program, "post", "/api/v1/ideas/", WORDS | {"examples": {"rows": ROWS}}).json()["links"]["self"]
    links = program.post(f"{address}publish/").json()["links"]
    assert send(program, "put", links["examples"], {"rows": ROWS[:12]}).json()["revision"] == 2
    assert {run["revision"] for run in anyone.get(links["runs"]).json()["results"]} == {2}
    assert {run["revision"] for run in anyone.get(links["runs"] + "?revision=1").json()["results"]} == {1}
    assert anyone.get(links["runs"] + "?revision=3").json()["results"] == []


def test_2001_examples_are_refused_with_the_number_that_fits(api: Api) -> None:
    rows = [{"input": f"letter {number}", "expected": "tax"} for number in range(2_001)]
    response = send(api(), "post", "/api/v1/ideas/", WORDS | {"examples": {"rows": rows}})
    assert response.status_code == 400
    (error,) = response.json()["errors"]
    assert error["pointer"] == "#/examples/rows"
    assert "2000" in error["detail"]


@pytest.mark.parametrize(
    ("choice", "pointer"),
    [
        ({"task": "classify", "scorer": "exact"}, "#/scorer"),
        ({"task": "answer", "scorer": "label"}, "#/scorer"),
        ({"scorer": "exact", "threshold": 0.5}, "#/threshold"),
        ({"scorer": "similarity", "threshold": 1.5}, "#/threshold"),
        ({"scorer": "similarity", "threshold": "0.5"}, "#/threshold"),
        ({"task": "guess"}, "#/task"),
        ({"task": "search", "scorer": "exact"}, "#/scorer"),
        ({"task": "answer", "more_checks": [{"scorer": "number"}, {"scorer": "mrr"}]}, "#/more_checks/1/scorer"),
        ({"more_checks": [{"scorer": "exact", "threshold": 0.5}]}, "#/more_checks/0/threshold"),
        ({"documents": [{"name": "a"}]}, "#/documents/0/text"),
        ({"task": "classify", "brackets_are_minus": True}, "#/brackets_are_minus"),
        ({"brackets_are_minus": "yes"}, "#/brackets_are_minus"),
        ({"task": "answer", "case_counts": True}, "#/case_counts"),
    ],
)
def test_task_scorer_and_threshold_that_do_not_go_together_are_refused(
    api: Api, choice: dict[str, Any], pointer: str
) -> None:
    author = make_person()
    address = f"/api/v1/ideas/{make_idea(author).slug}/examples/"
    response = send(api(author), "put", address, {"rows": ROWS} | choice)
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]


DOCUMENTS = [{"name": name, "text": f"All about {name}."} for name in ("tax", "roads")]


def test_documents_and_checks_are_taken_and_read_back_as_they_were(api: Api) -> None:
    program = api()
    sent = {"rows": ROWS, "documents": DOCUMENTS, "more_checks": [{"scorer": "recall@5"}]}
    address = send(program, "post", "/api/v1/ideas/", WORDS | {"examples": sent}).json()["links"]["self"]
    drafted = program.get(f"{address}examples/").json()
    assert (drafted["documents"], drafted["task"]) == (DOCUMENTS, "")
    examples = program.post(f"{address}publish/").json()["links"]["examples"]
    read = program.get(examples).json()
    assert (read["task"], read["scorer"], read["documents"]) == ("search", "recall@1", DOCUMENTS)
    assert read["more_checks"] == [{"scorer": "recall@5", "threshold": None}]
    assert send(program, "put", examples, read).json() == read


LOSSES = [
    {"input": f"Loss of shop {word}", "expected": "(5)"}
    for word in ["one", "two", "three", "four", "five", "six", "seven"]
]


def test_brackets_are_minus_by_the_word_of_the_author_alone(api: Api) -> None:
    author = make_person()
    address, program = f"/api/v1/ideas/{make_idea(author).slug}/examples/", api(author)
    sent = {"rows": [*LOSSES, {"input": "Gain of a park", "expected": "40"}], "task": "answer"}
    read = send(program, "put", address, sent).json()
    assert (read["revision"], read["brackets_are_minus"]) == (1, False)
    read = send(program, "put", address, sent | {"brackets_are_minus": True}).json()
    assert (read["revision"], read["brackets_are_minus"]) == (2, True)
    assert send(program, "put", address, read).json() == read


def test_labels_are_as_they_were_sent_where_case_counts(api: Api) -> None:
    author = make_person()
    address, program = f"/api/v1/ideas/{make_idea(author).slug}/examples/", api(author)
    rows = [{"input": unlike(n), "expected": ("polish", "Polish")[n % 2]} for n in range(10)]
    refused = send(program, "put", address, {"rows": rows}).json()
    assert "Every row expects" in refused["errors"][0]["detail"]
    read = send(program, "put", address, {"rows": rows, "case_counts": True}).json()
    assert (read["rows"], read["case_counts"], read["task"]) == (rows, True, "classify")
    assert send(program, "put", address, read).json() == read


def test_names_of_columns_are_labels_that_make_no_other_revision(api: Api) -> None:
    author = make_person()
    address, program = f"/api/v1/ideas/{make_idea(author).slug}/examples/", api(author)
    read = send(program, "put", address, {"rows": ROWS, "input_name": " Letter\n", "expected_name": "Desk"}).json()
    assert (read["revision"], read["input_name"], read["expected_name"]) == (1, "Letter", "Desk")
    assert send(program, "put", address, read).json() == read
    read = send(program, "put", address, {"rows": ROWS, "expected_name": "Schalter"}).json()
    assert (read["revision"], read["input_name"], read["expected_name"]) == (1, "", "Schalter")
    refused = send(program, "put", address, {"rows": ROWS, "input_name": "x" * 81})
    assert [error["pointer"] for error in refused.json()["errors"]] == ["#/input_name"]


def test_objects_are_read_with_the_schema_they_have_in_common(api: Api) -> None:
    author = make_person()
    address, program = f"/api/v1/ideas/{make_idea(author).slug}/examples/", api(author)
    rows = [{"input": f"{n} bolts", "expected": f'{{"count": {n}}}'} for n in range(9)]
    read = send(program, "put", address, {"rows": rows}).json()
    assert (read["task"], read["schema"]["properties"]) == ("extract", {"count": {"type": "integer"}})


def test_documents_that_cannot_be_searched_are_pointed_at(api: Api) -> None:
    author = make_person()
    address = f"/api/v1/ideas/{make_idea(author).slug}/examples/"
    documents = [*DOCUMENTS, {"name": "ROADS", "text": "Twice."}]
    rows = [*ROWS, {"input": "One more", "expected": "rods"}]
    response = send(api(author), "put", address, {"rows": rows, "documents": documents, "task": "search"})
    assert response.status_code == 400
    assert [error["pointer"] for error in response.json()["errors"]] == ["#/documents/2", "#/rows/24/expected"]


def test_edit_of_a_published_idea_keeps_the_version_before(api: Api) -> None:
    idea = make_idea(tags=("law",))
    edited = send(api(idea.author), "patch", f"/api/v1/ideas/{idea.slug}/", {"pitch": "Said better."}).json()
    assert (edited["pitch"], edited["revision"], edited["slug"]) == ("Said better.", 2, idea.slug)
    assert [tag["slug"] for tag in edited["tags"]] == ["law"]
    assert idea.versions.get().pitch == idea.pitch


def test_edit_of_what_somebody_changed_since_it_was_read_is_refused(api: Api) -> None:
    for idea in (make_idea(), make_idea(published=False)):
        program, address = api(idea.author), f"/api/v1/ideas/{idea.slug}/"
        saves = program.get(address).json()["saves"]
        assert send(program, "patch", address, {"problem": "First.", "saves": saves}).status_code == 200
        response = send(program, "patch", address, {"problem": "Second.", "saves": saves})
        assert response.status_code == 409
        assert "changed elsewhere" in response.json()["detail"]
        assert program.get(address).json()["problem"] == "First."
        assert send(program, "patch", address, {"problem": "Third."}).json()["saves"] == saves + 2


def test_examples_that_were_changed_since_they_were_read_are_kept(api: Api) -> None:
    for idea in (make_idea(), make_idea(published=False)):
        program, address = api(idea.author), f"/api/v1/ideas/{idea.slug}/examples/"
        read = program.get(address).json()
        assert send(program, "put", address, read | {"rows": ROWS}).status_code == 200
        response = send(program, "put", address, read | {"rows": ROWS[:12]})
        assert response.status_code == 409
        again = program.get(address).json()
        assert again["rows"] == ROWS and again["saves"] > read["saves"]
        assert send(program, "put", address, again | {"rows": ROWS[:12]}).status_code == 200


@pytest.mark.parametrize("saves", ["1", -1, 1.5, True, [], 10**30])
def test_number_of_saves_that_is_none_is_refused(api: Api, saves: object) -> None:
    idea = make_idea(published=False)
    for method, path, body in (("patch", "", {}), ("put", "examples/", {"rows": ROWS})):
        response = send(api(idea.author), method, f"/api/v1/ideas/{idea.slug}/{path}", body | {"saves": saves})
        assert response.status_code in (400, 409)


def test_published_idea_cannot_lose_what_everybody_must_read(api: Api) -> None:
    idea = make_idea()
    response = send(api(idea.author), "patch", f"/api/v1/ideas/{idea.slug}/", {"pitch": " "})
    assert response.status_code == 400
    assert [error["pointer"] for error in response.json()["errors"]] == ["#/pitch"]


def test_deleting_a_draft_is_for_good_and_of_a_published_idea_a_withdrawal(api: Api, anyone: APIClient) -> None:
    author = make_person()
    program = api(author)
    draft, idea = make_idea(author, published=False), make_idea(author)
    for slug in (draft.slug, idea.slug, idea.slug):
        assert program.delete(f"/api/v1/ideas/{slug}/").status_code == 204
    assert not Idea.objects.filter(pk=draft.pk).exists()
    assert anyone.get(f"/api/v1/ideas/{idea.slug}/").status_code == 404
    assert program.get(f"/api/v1/ideas/{idea.slug}/").json()["state"] == "unpublished"
    assert program.post(f"/api/v1/ideas/{idea.slug}/publish/").json()["state"] == "published"


@pytest.mark.parametrize(("method", "path", "body"), WRITES)
def test_outsider_cannot_change_a_published_idea(api: Api, method: str, path: str, body: object) -> None:
    idea = make_idea()
    assert send(api(), method, f"/api/v1/ideas/{idea.slug}/{path}", body).status_code == 403
    unchanged = Idea.objects.get(pk=idea.pk)
    assert (unchanged.title, unchanged.state) == (idea.title, IdeaState.PUBLISHED)
    assert not unchanged.example_revisions.exists()


@pytest.mark.parametrize(("method", "path", "body"), [*WRITES, ("get", "", None), ("get", "examples/", None)])
def test_draft_of_somebody_else_does_not_exist(api: Api, method: str, path: str, body: object) -> None:
    draft = make_idea(published=False)
    for stranger in (api(), api(make_person(staff=True))):
        assert send(stranger, method, f"/api/v1/ideas/{draft.slug}/{path}", body).status_code == 404
    assert Idea.objects.get(pk=draft.pk).title == draft.title


@pytest.mark.parametrize(("method", "path", "body"), WRITES)
def test_nothing_is_written_without_a_token(anyone: APIClient, method: str, path: str, body: object) -> None:
    idea = make_idea()
    assert send(anyone, method, f"/api/v1/ideas/{idea.slug}/{path}", body).status_code == 401
    assert send(anyone, "post", "/api/v1/ideas/", WORDS).status_code == 401
    assert send(anyone, "post", f"/api/v1/ideas/{idea.slug}/report/", {"reason": "spam"}).status_code == 401
    assert Idea.objects.count() == 1


def test_moderator_edits_and_withdraws_but_nobody_republishes_what_was_hidden(api: Api) -> None:
    idea = make_idea()
    moderator = make_person(staff=True)
    address = f"/api/v1/ideas/{idea.slug}/"
    assert send(api(moderator), "patch", address, {"title": "Calmer title"}).json()["title"] == "Calmer title"
    assert actions.hide(moderator, idea, BECAUSE)
    assert api(idea.author).post(f"{address}publish/").status_code == 403


def test_author_who_published_enough_for_the_day_is_told_so(api: Api, settings: Settings) -> None:
    settings.IDEAS_PER_DAY = 1
    program = api()
    answers = []
    for words in (WORDS, WORDS | {"title": "Mood ring for gravel", "pitch": "Says how each pebble feels."}):
        address = send(program, "post", "/api/v1/ideas/", words).json()["links"]["self"]
        answers.append(program.post(f"{address}publish/").status_code)
    assert answers == [200, 429]


def test_control_characters_of_pasted_text_become_spaces(api: Api) -> None:
    sent = {"title": "a\x0bb\u2028c", "problem": "one\r\ntwo\x07"}
    idea = send(api(), "post", "/api/v1/ideas/", sent).json()
    assert (idea["title"], idea["problem"]) == ("a b c", "one\ntwo")


def test_tags_that_are_the_same_in_small_letters_are_one(api: Api) -> None:
    idea = send(api(), "post", "/api/v1/ideas/", {"tags": ["Law", "law", "#LAW"]}).json()
    assert [tag["name"] for tag in idea["tags"]] == ["law"]
