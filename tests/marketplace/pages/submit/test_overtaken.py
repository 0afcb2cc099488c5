"""Two windows on one draft: whoever writes an older state is refused, and loses nothing."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import monotonic, sleep
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from evaluations.prototypes.datasets.revisions import save_example_draft
from evaluations.prototypes.models import ExampleDraft, ExampleRevision
from evaluations.prototypes.publish import publish
from ideas import actions
from ideas.models import Idea
from marketplace.accounts.models import User
from tests.factories import make_idea, make_person
from tests.sentences import NOTES, unlike

from .sheets import ADDRESS, WHOLE, stored, typed

TABLE = [(f"{unlike(n)} squeaks", "wood" if n % 2 else "bikes") for n in range(26)]
PASTE = "\n".join(f"{given}\t{expected}" for given, expected in TABLE)
HTMX = {"HX-Request": "true"}
A_MINUTE = 60.0  # seconds
Send = Callable[[Client], int]


def waiting_for_locks() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return int(cursor.fetchone()[0])


def at_once(person: User, idea: Idea, *requests: Send) -> list[int]:
    """The statuses of requests that all have read the draft before any of them writes, in the order given."""

    def answer(send: Send) -> int:
        client = Client()
        client.force_login(person)
        try:
            return send(client)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(requests)) as windows:
        with transaction.atomic():
            Idea.objects.select_for_update().get(pk=idea.pk)
            list(ExampleDraft.objects.select_for_update().filter(idea=idea))
            sent = []
            for count, request in enumerate(requests, 1):
                sent.append(windows.submit(answer, request))
                until = monotonic() + A_MINUTE
                while waiting_for_locks() < count and monotonic() < until:
                    sleep(0.01)
        return [each.result() for each in sent]


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_autosave_beside_read_the_table_loses_no_row(self) -> None:
        ada = make_person("ada")
        idea = make_idea(ada, published=False)
        address = f"/submit/{idea.slug}/examples/"
        save_example_draft(ada, idea, NOTES[:1])
        table = typed(NOTES[:1], do="take", paste=PASTE, seen=seen_at(address, ada))
        autosave = typed([("half a ro", "")], seen=table["seen"])

        read, saved = at_once(
            ada,
            idea,
            lambda client: client.post(address, table).status_code,
            lambda client: client.post(address, autosave, headers=HTMX).status_code,
        )

        assert (read, saved) == (302, 409)
        assert stored(idea) == [*NOTES[:1], *TABLE]

    def test_first_rows_of_two_windows_do_not_mix(self) -> None:
        ada = make_person("ada")
        idea = make_idea(ada, published=False)
        address = f"/submit/{idea.slug}/examples/"

        answers = at_once(
            ada,
            idea,
            lambda client: client.post(address, typed(NOTES, do="save", seen=0)).status_code,
            lambda client: client.post(address, typed(TABLE, do="save", seen=0)).status_code,
        )

        assert answers == [302, 409]
        assert stored(idea) == NOTES

    def test_texts_of_two_windows_are_refused_to_the_second(self) -> None:
        ada = make_person("ada")
        idea = make_idea(ada, published=False)
        address = f"/submit/{idea.slug}/"

        answers = at_once(
            ada,
            idea,
            lambda client: client.post(address, WHOLE | {"title": "First", "seen": 1}).status_code,
            lambda client: client.post(address, WHOLE | {"title": "Second", "seen": 1}, headers=HTMX).status_code,
        )

        assert answers == [302, 409]
        idea.refresh_from_db()
        assert idea.title == "First"

    def test_edits_of_two_windows_are_refused_to_the_second(self) -> None:
        ada = make_person("ada")
        idea = make_idea(ada)
        address = f"/ideas/{idea.slug}/edit/"
        form = words(idea)

        answers = at_once(
            ada,
            idea,
            lambda client: client.post(address, form | {"problem": "First"}).status_code,
            lambda client: client.post(address, form | {"problem": "Second"}).status_code,
        )

        assert answers == [302, 409]
        idea.refresh_from_db()
        assert (idea.problem, idea.versions.count()) == ("First", 1)

    def test_rows_saved_while_others_are_published_stay_as_a_draft(self) -> None:
        ada = make_person("ada")
        idea = make_idea(ada, published=False)
        save_example_draft(ada, idea, NOTES)
        review = {"idea": idea.pk, "do": "publish", "seen": 1, "examples_seen": 1}

        saved, published = at_once(
            ada,
            idea,
            lambda client: client.post(f"/submit/{idea.slug}/examples/", typed(TABLE, do="save", seen=1)).status_code,
            lambda client: client.post(f"/submit/{idea.slug}/review/", review).status_code,
        )

        assert (saved, published) == (302, 409)
        idea.refresh_from_db()
        assert idea.is_draft and not ExampleRevision.objects.exists()
        assert stored(idea) == TABLE

    def test_autosave_after_publication_brings_no_draft_back(self) -> None:
        ada = make_person("ada")
        idea = make_idea(ada, published=False)
        review = {"idea": idea.pk, "do": "without", "seen": 1, "examples_seen": 0}
        address = f"/submit/{idea.slug}/"

        published, saved = at_once(
            ada,
            idea,
            lambda client: client.post(f"{address}review/", review).status_code,
            lambda client: client.post(address, WHOLE | {"seen": 1}, headers=HTMX).status_code,
        )

        assert (published, saved) == (302, 409)
        idea.refresh_from_db()
        assert idea.is_published
        assert Idea.objects.count() == 1


def seen_at(address: str, person: User) -> int:
    client = Client()
    client.force_login(person)
    return int(client.get(address).text.split('name="seen" autocomplete="off" value="')[1].split('"')[0])


def words(idea: Idea) -> dict[str, Any]:
    said = idea.text_values
    return said | {"tags": ", ".join(idea.tag_names), "seen": Idea.objects.get(pk=idea.pk).saves}


@pytest.mark.django_db
class TestExamples:
    def test_refused_table_is_kept_beside_what_is_stored(self, client: Client, idea: Idea, address: str) -> None:
        client.post(address, typed(NOTES, do="save", seen=0))

        response = client.post(address, typed([("mine", "wood")], do="take", paste=PASTE, seen=0))

        page = response.text
        assert response.status_code == 409
        assert "This draft was changed elsewhere" in page
        assert ">\nmine</textarea>" in page and TABLE[-1][0] in page
        assert f"<code><bdi>{NOTES[-1][0]}</bdi></code>" in page
        assert stored(idea) == NOTES

    def test_saving_again_puts_the_typed_in_place(self, client: Client, ada: User, idea: Idea, address: str) -> None:
        client.post(address, typed(NOTES, do="save", seen=0))
        client.post(address, typed(TABLE, do="save", seen=0))

        assert client.post(address, typed(TABLE, do="save", seen=seen_at(address, ada))).status_code == 302
        assert stored(idea) == TABLE

    def test_all_rows_of_a_refused_page_are_shown_however_few_are_stored(
        self, client: Client, ada: User, idea: Idea, address: str
    ) -> None:
        save_example_draft(ada, idea, TABLE * 5)
        save_example_draft(ada, idea, TABLE[:10])
        rows = [(f"typed {n}", "wood") for n in range(60)]

        page = client.post(address, typed(rows, do="save", first=51, after=30, seen=1)).text

        assert all(f">\n{given}</textarea>" in page for given, _ in rows)
        assert 'name="first" autocomplete="off" value="11"' in page
        client.post(address, typed(rows, do="save", first=11, after=0, seen=2))
        assert stored(idea) == [*TABLE[:10], *rows]

    def test_same_rows_sent_twice_are_saved(self, client: Client, idea: Idea, address: str) -> None:
        for _ in range(2):
            assert client.post(address, typed(NOTES, seen=0))["Location"] == f"/submit/{idea.slug}/review/"
        assert stored(idea) == NOTES

    def test_page_older_than_a_publication_is_refused(self, client: Client, ada: User) -> None:
        idea = make_idea(ada)
        publish(ada, idea, NOTES)
        address = f"/ideas/{idea.slug}/examples/"
        seen = seen_at(address, ada)
        publish(ada, idea, [*NOTES, *TABLE])

        response = client.post(address, typed(NOTES[:9], seen=seen))

        assert response.status_code == 409
        assert ExampleRevision.objects.count() == 2 and not ExampleDraft.objects.exists()

    @pytest.mark.parametrize("seen", ["", "x", "-1", "2026-11-30T10:00:00", "9" * 40, "²", "\x00"])
    def test_number_of_no_page_is_refused(self, client: Client, idea: Idea, address: str, seen: str) -> None:
        assert client.post(address, typed(NOTES, seen=seen)).status_code == 409
        assert client.post(f"/submit/{idea.slug}/", WHOLE | {"seen": seen}).status_code == 409
        assert stored(idea) == []

    def test_form_kept_over_a_sign_in_is_refused_where_another_window_saved(
        self, client: Client, ada: User, idea: Idea, address: str
    ) -> None:
        client.logout()
        client.post(address, typed(TABLE, do="save", seen=0))
        save_example_draft(ada, idea, NOTES)
        signed_in = {"login": "ada", "password": "correct-horse-battery", "next": address}
        page = client.post("/account/login/", signed_in, follow=True).text

        assert TABLE[-1][0] in page and 'name="seen" autocomplete="off" value="0"' in page


@pytest.mark.django_db
class TestTexts:
    def test_refused_texts_are_kept_beside_what_is_stored(self, client: Client, ada: User) -> None:
        client.post(ADDRESS, WHOLE | {"do": "save", "seen": 0})

        response = client.post(ADDRESS, WHOLE | {"title": "<b>Other</b>", "do": "go", "seen": 0})

        assert response.status_code == 409
        assert 'value="&lt;b&gt;Other' in response.text or "&lt;b&gt;Other&lt;/b&gt;</textarea>" in response.text
        assert f"<dt>Title</dt><dd><bdi>{WHOLE['title']}</bdi></dd>" in response.text
        assert "<dt>Pitch</dt>" not in response.text
        assert Idea.objects.get().title == WHOLE["title"]
        assert client.post(ADDRESS, WHOLE | {"title": "Other", "do": "go", "seen": 1}).status_code == 302
        assert Idea.objects.get().title == "Other"

    def test_deleted_draft_does_not_come_back_by_itself(self, client: Client, ada: User) -> None:
        client.post(ADDRESS, WHOLE | {"do": "save", "seen": 0})
        client.post(ADDRESS + "delete/")

        assert client.post(ADDRESS, WHOLE | {"seen": 1}, headers=HTMX).status_code == 409
        refused = client.post(ADDRESS, WHOLE | {"seen": 1, "do": "save"})

        assert refused.status_code == 409 and "deleted or published" in refused.text
        assert not Idea.objects.exists()
        assert client.post(ADDRESS, WHOLE | {"seen": 0, "do": "save"}).status_code == 302

    def test_review_of_an_older_state_publishes_nothing(self, client: Client, ada: User, idea: Idea) -> None:
        actions.save_draft(ada, {"title": "Changed since"}, [], idea)

        response = client.post(f"/submit/{idea.slug}/review/", {"idea": idea.pk, "do": "without", "seen": 1})

        assert response.status_code == 409
        assert "changed elsewhere" in response.text and "Changed since" in response.text
        assert Idea.objects.get().is_draft


class TestManySaves(TestCase):
    @settings(max_examples=25)
    @given(st.lists(st.tuples(st.integers(0, 2), st.booleans()), max_size=12))
    def test_of_windows_that_save_and_reload_only_the_latest_reader_writes(self, steps: list[tuple[int, bool]]) -> None:
        """Three windows, each of which saves or reloads; a save is refused exactly when another came since its load."""
        ada = make_person()
        idea = make_idea(ada, published=False)
        began, now, text = {0: 0, 1: 0, 2: 0}, 0, "none"
        for turn, (window, saves) in enumerate(steps):
            if not saves:
                began[window] = now
                continue
            try:
                save_example_draft(ada, idea, [(f"{turn}", "x")], seen=began[window])
            except actions.Overtaken:
                assert began[window] < now
            else:
                assert began[window] == now
                began[window] = now = now + 1
                text = f"{turn}"
        assert [given for given, _ in stored(idea)] == ([text] if now else [])
