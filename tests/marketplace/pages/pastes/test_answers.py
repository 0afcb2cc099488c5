"""Step 3 of trying a table: who sees the answers, what they say, and how they end."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evaluations.prototypes.models import Endpoint, OpenModel, Paste, PastedAnswer, PastedRun
from evaluations.prototypes.pastes.end import end_pastes
from marketplace.pages.pastes.table import as_text
from tests.evaluations.prototypes.pastes.cast import ROWS, work_on_pastes
from tests.factories import make_person

pytestmark = pytest.mark.django_db
NAMED = as_text(ROWS, ("letter", "team"))
HTMX = {"HX-Request": "true"}


def paste_in(client: Client, text: str = NAMED) -> str:
    """The address of its answers."""
    return str(client.post("/try/", {"paste": text, "do": "try"})["Location"])


def test_rows_wait_until_a_worker_comes_and_then_are_right_or_wrong(client: Client, embedding_model: OpenModel) -> None:
    place = paste_in(client)
    before = client.get(place).text
    assert "0 of 10 answered" in before and before.count(">waiting<") == 10 and "Look again" in before
    assert 'hx-trigger="every' in before
    work_on_pastes()
    after = client.get(place).text
    right = PastedAnswer.objects.filter(run__recipe="nearest", score=1).count()
    assert f"<b>{right} of 10 right</b>" in after and "Ten are few: on many more, it may be right on" in after
    assert "Guessing gets" in after and "tiny-embedding" in after and "hx-trigger" not in after
    assert after.count('class="mark ok"') == right and after.count("should be") == 10 - right


def test_poll_has_the_answers_alone_and_says_them_to_screen_readers(client: Client, embedding_model: OpenModel) -> None:
    place = paste_in(client)
    work_on_pastes()
    part = client.get(place, headers=HTMX).text
    assert "<html" not in part and 'hx-swap-oob="innerHTML"' in part and part.endswith(" of 10 right.</p>\n")


def test_address_alone_opens_nothing(client: Client, embedding_model: OpenModel) -> None:
    place = paste_in(client)
    person = make_person()
    signed_in = Client()
    signed_in.force_login(person)
    outsider = Client()
    paste_in(outsider)
    for other in (Client(), signed_in, outsider):
        assert other.get(place).status_code == 404
        for what in ("larger", "delete", "post"):
            assert other.post(f"{place}{what}/").status_code == 404
    assert Paste.objects.kept().count() == 2
    assert client.get(f"/try/{uuid4()}/").status_code == 404


def test_account_that_made_it_sees_it_in_that_browser_alone(embedding_model: OpenModel) -> None:
    person, here, elsewhere = make_person(), Client(), Client()
    for client in (here, elsewhere):
        client.force_login(person)
    place = paste_in(here)
    assert Paste.objects.get().person == person
    assert here.get(place).status_code == 200 and elsewhere.get(place).status_code == 404


def test_delete_it_now_deletes_every_word(client: Client, embedding_model: OpenModel) -> None:
    place = paste_in(client)
    work_on_pastes()
    page = client.post(f"{place}delete/", follow=True)
    assert "It is deleted" in page.text and client.get(place).status_code == 404
    paste = Paste.objects.get()
    assert paste.rows is None and paste.names == ("", "")
    assert not PastedRun.objects.exists() and not PastedAnswer.objects.exists()
    assert words_left() == []


def test_after_an_hour_it_is_gone_whatever_the_clock_did(client: Client, embedding_model: OpenModel) -> None:
    place = paste_in(client)
    work_on_pastes()
    Paste.objects.update(ends=timezone.now())
    assert client.get(place).status_code == 404
    assert end_pastes() == 1 and end_pastes() == 0
    assert words_left() == []


def words_left() -> list[str]:
    """Tables in which a word of the rows, or an answer to them, is left."""
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        found = []
        for table in tables:
            cursor.execute(
                f'SELECT count(*) FROM "{table}" AS each WHERE each::text LIKE %s', ["%seal behind the barn%"]
            )
            found += [table] if cursor.fetchone()[0] else []
        cursor.execute("SELECT count(*) FROM prototypes_cachedanswer")
        return found + (["prototypes_cachedanswer"] if cursor.fetchone()[0] else [])


def test_larger_model_is_asked_on_request_and_both_can_be_read(
    client: Client, embedding_model: OpenModel, chat_model: OpenModel
) -> None:
    place = paste_in(client)
    work_on_pastes()
    assert "Try a larger model: about" in client.get(place).text
    asked = client.post(f"{place}larger/", follow=True).text
    assert (
        "tiny-chat is asked now" in asked and "is asked, too:</b> 0 of 10 answered" in asked and "of 10 right" in asked
    )
    work_on_pastes()
    page = client.get(place).text
    assert "tiny-chat" in page and "Try a larger model" not in page
    for run in PastedRun.objects.filter(lane="chat"):
        assert f"{sum(a.score == 1 for a in run.answers.all())} of 10 right" in client.get(f"{place}?way={run.pk}").text
    assert "asked already" in client.post(f"{place}larger/", follow=True).text


def test_server_that_is_away_is_said_and_is_not_held_against_the_table(
    client: Client, embedding_model: OpenModel
) -> None:
    place = paste_in(client)
    Endpoint.objects.update(state="down", reason="connection refused")
    page = client.get(place).text
    assert "The model does not answer." in page and "connection refused" in page


def test_site_without_a_model_for_it_offers_to_post(client: Client, db: None) -> None:
    page = client.get(paste_in(client)).text
    assert "No model of this site can do this now" in page and "Post this as an idea" in page


def test_queries_do_not_grow_with_the_rows(client: Client, embedding_model: OpenModel) -> None:
    numbers = []
    for rows in (ROWS[:6], ROWS):
        place = paste_in(client, as_text(rows, ("letter", "team")))
        work_on_pastes()
        with CaptureQueriesContext(connection) as queries:
            client.get(place, headers=HTMX)
        numbers.append(len(queries))
    assert numbers[0] == numbers[1] <= 9


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", "\u202eevil", "=1+1", "a" * 300, "{{ 7|add:7 }}"])
def test_hostile_text_stays_text(client: Client, embedding_model: OpenModel, hostile: str) -> None:
    place = paste_in(client, as_text([(f"{hostile} {text}", label) for text, label in ROWS], (hostile[:60], "team")))
    work_on_pastes()
    page = re.sub("<textarea.*?</textarea>", "", client.get(place).text, flags=re.DOTALL)  # which shows what is typed
    assert "<script>alert" not in page and "\u202eevil" not in page and "14 Dirty" not in page
