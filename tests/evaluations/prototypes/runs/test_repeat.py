"""Repeating a run by `manage.py rerun`: the server answers as before, differently, or not at all."""

from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from evaluations.prototypes.models import CachedAnswer, Endpoint, OpenModel, Run, Share, Trial
from tests.factories import make_run
from tests.fake_server import FakeServer, Fault, Said

from .cast import ONE, run_of, tried_idea, work_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def finished(chat_model: OpenModel, embedding_model: OpenModel) -> Run:
    idea = tried_idea()
    work_on()
    return run_of(idea, "few-shot")


def rerun(run: Run | int, **options: float) -> tuple[int, str]:
    """The exit code and the output."""
    said = StringIO()
    try:
        call_command("rerun", str(run if isinstance(run, int) else run.pk), stdout=said, **options)
    except SystemExit as end:
        return int(end.code or 0), said.getvalue()
    except CommandError as error:
        return error.returncode, str(error)
    return 0, said.getvalue()


def test_rerun_of_the_same_asks_the_server_again_and_finds_no_difference(
    finished: Run, chat_server: FakeServer
) -> None:
    stored = list(Trial.objects.order_by("pk").values())
    kept, asked = CachedAnswer.objects.count(), len(chat_server.asked["chat"])
    assert rerun(finished) == (
        0,
        f"Run {finished.pk}: {finished}, {finished.revision}\n24 the same, 0 different, 0 of them in the score.\n",
    )
    assert len(chat_server.asked["chat"]) == asked + 24
    assert list(Trial.objects.order_by("pk").values()) == stored and CachedAnswer.objects.count() == kept
    assert not Share.objects.exists() and Run.objects.get(pk=finished.pk).state == "finished"


def test_rerun_says_which_answers_scores_and_outcomes_differ(finished: Run, chat_server: FakeServer) -> None:
    chat_server.chat = lambda request: Said(
        '{"label": "road"}' if ONE in request["messages"][-1]["content"] else '{"label": "pump"}'
    )
    row = finished.trials.get(example__input=ONE).example.position
    code, said = rerun(finished)
    assert code == 1 and "23 the same, 1 different, 1 of them in the score." in said
    assert f'Row {row}: raw answer was “{{"label": "pump"}}”, is “{{"label": "road"}}”' in said
    assert "answer was “pump”, is “road”; score was “1.0”, is “0.0”" in said


def test_rerun_shows_no_character_that_a_terminal_obeys(finished: Run, chat_server: FakeServer) -> None:
    chat_server.chat = lambda _: Said("\x1b[2J\u202e" + "x" * 500)
    code, said = rerun(finished)
    assert code == 1 and "\\u001b[2J\\u202e" in said and "\x1b" not in said
    assert "outcome was “answered”, is “invalid”" in said and "x" * 90 not in said


def test_rerun_says_why_there_was_no_answer_this_time(finished: Run, chat_server: FakeServer) -> None:
    chat_server.next("chat", Fault(400, body="the label is not allowed"))
    code, said = rerun(finished)
    assert code == 1 and "23 the same, 1 different, 1 of them in the score." in said
    assert "outcome was “answered”, is “error: " in said and "the label is not allowed" in said


def test_rerun_says_that_the_model_or_its_server_is_another(finished: Run) -> None:
    OpenModel.objects.filter(slug="tiny-chat").update(digest="sha256:other")
    Endpoint.objects.update(build="b9999")
    code, said = rerun(finished)
    assert code == 1 and "24 the same, 0 different" in said
    assert "digest was “sha256:tiny-chat”, is “sha256:other”" in said and "is “b9999”" in said


@pytest.mark.parametrize("recipe", ["majority", "nearest"])
def test_rerun_of_a_run_without_a_chat_model_is_the_same(
    chat_model: OpenModel, embedding_model: OpenModel, embedding_server: FakeServer, recipe: str
) -> None:
    idea = tried_idea()
    work_on("quick")
    asked = len(embedding_server.asked["embeddings"])
    assert rerun(run_of(idea, recipe))[0] == 0
    assert len(embedding_server.asked["embeddings"]) == asked + (24 if recipe == "nearest" else 0)


def test_rerun_that_cannot_be_done_says_why(finished: Run, chat_server: FakeServer) -> None:
    assert rerun(999_999) == (2, "There is no run 999999.")
    chat_server.stop()
    code, said = rerun(finished)
    chat_server.start()
    assert code == 2 and "Its server cannot go on" in said and chat_server.url not in said
    Endpoint.objects.update(rests_until=timezone.now() + timedelta(seconds=60))
    code, said = rerun(finished)
    assert code == 2 and " rests. Try again in " in said
    Endpoint.objects.update(state="down", reason="connection refused", rests_until=None)
    code, said = rerun(finished)
    assert code == 2 and "connection refused" in said
    OpenModel.objects.update(enabled=False)
    code, said = rerun(finished)
    assert code == 2 and "is switched off" in said


def test_rerun_of_a_run_without_trials_has_nothing_to_compare() -> None:
    code, said = rerun(make_run())
    assert code == 2 and "no trial yet" in said


def test_rerun_waits_for_nobody_when_every_place_is_taken(finished: Run) -> None:
    for endpoint in Endpoint.objects.all():
        until = timezone.now() + timedelta(minutes=1)
        Share.objects.create(endpoint=endpoint, holder=uuid4(), places=2, until=until)
    assert rerun(finished) == (2, "Every place at its server is taken by runs. Try again when they are done.")


def test_rerun_that_may_wait_goes_on_when_a_place_is_free(finished: Run) -> None:
    for endpoint in Endpoint.objects.all():
        until = timezone.now() + timedelta(seconds=1)
        Share.objects.create(endpoint=endpoint, holder=uuid4(), places=2, until=until)
    code, said = rerun(finished, wait=20.0)
    assert code == 0 and "24 the same" in said
