"""The mail that asks whether a typed address is theirs: who gets it, how often, and what nobody can tell from it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from evaluations.panel.actions import ask_to_confirm, join, send_confirmations
from evaluations.panel.actions.confirmation_mails import (
    ASKED_FROM_ONE_NETWORK,
    MAILS_TO_ONE_ADDRESS,
    MAX_ATTEMPTS,
    row_to_confirm,
)
from evaluations.panel.models import ConfirmationMail, Waiting
from ideas.limits import DailyLimit
from tests.factories import make_idea, make_person

pytestmark = pytest.mark.django_db
HERE = "192.0.2.1"


def test_address_gets_one_mail_for_an_idea_and_few_in_a_day() -> None:
    ideas = [make_idea() for _ in range(MAILS_TO_ONE_ADDRESS + 1)]
    for idea in ideas * 2:
        ask_to_confirm("eve@example.org", idea, HERE)
    send_confirmations(timezone.now())
    assert len(mail.outbox) == MAILS_TO_ONE_ADDRESS


def test_network_that_types_many_addresses_is_stopped() -> None:
    idea = make_idea()
    for number in range(ASKED_FROM_ONE_NETWORK):
        ask_to_confirm(f"eve{number}@example.org", idea, HERE)
    with pytest.raises(DailyLimit):
        ask_to_confirm("one-more@example.org", idea, HERE)
    ask_to_confirm("one-more@example.org", idea, "198.51.100.1")


def test_request_does_the_same_for_an_address_on_the_list_and_for_any_other(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    idea, bob = make_idea(), make_person("bob")
    join(bob, idea)
    for address in (bob.email, "eve@example.org"):
        with django_assert_num_queries(5):  # savepoints, the lock, the limit, the note
            ask_to_confirm(address, idea, HERE)
    assert mail.outbox == []
    assert send_confirmations(timezone.now()) == 1 and [each.to for each in mail.outbox] == [["eve@example.org"]]
    assert list(ConfirmationMail.objects.values_list("to", flat=True)) == ["", ""]


def test_asking_for_addresses_on_the_list_uses_up_the_limit_like_any_other() -> None:
    idea, bob = make_idea(), make_person("bob")
    join(bob, idea)
    for _ in range(ASKED_FROM_ONE_NETWORK):
        ask_to_confirm(bob.email, idea, HERE)
    with pytest.raises(DailyLimit):
        ask_to_confirm(bob.email, idea, HERE)


def test_idea_that_was_withdrawn_meanwhile_sends_no_mail() -> None:
    idea = make_idea()
    ask_to_confirm("eve@example.org", idea, HERE)
    type(idea).objects.update(published=None, state="unpublished")
    assert send_confirmations(timezone.now()) == 0 and not Waiting.objects.exists()


def test_refused_confirmation_is_tried_again_later_and_given_up_in_the_end(settings: Settings) -> None:
    ask_to_confirm("eve@example.org", make_idea(), HERE)
    smtp = {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "HOST": "127.0.0.1", "PORT": 1}
    for name, value in smtp.items():
        setattr(settings, f"EMAIL_{name}", value)
    note, now = ConfirmationMail.objects.get(), timezone.now()
    for attempt in range(1, MAX_ATTEMPTS + 1):
        send_confirmations(now)
        send_confirmations(now)  # nothing is due yet
        note.refresh_from_db()
        assert (note.attempts, note.mailed) == (attempt, None)
        now = note.next_try or now
    assert note.to == ""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_confirmations(now + timedelta(days=9)) == 0 and mail.outbox == []


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_send_an_address_no_more_than_it_may_get() -> None:
    for _ in range(MAILS_TO_ONE_ADDRESS + 2):
        ask_to_confirm("eve@example.org", make_idea(), HERE)

    notes, now = ConfirmationMail.objects.due(timezone.now(), 10), timezone.now()
    together = Barrier(len(notes))

    def work(note: ConfirmationMail) -> bool:
        try:
            together.wait()
            return row_to_confirm(note, now) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(len(notes)) as workers:
        assert sum(workers.map(work, notes)) == MAILS_TO_ONE_ADDRESS
    assert ConfirmationMail.objects.filter(mailed__isnull=False).count() == MAILS_TO_ONE_ADDRESS


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_send_one_confirmation_once() -> None:
    ask_to_confirm("eve@example.org", make_idea(), HERE)
    note, together = ConfirmationMail.objects.get(), Barrier(4)

    def work(_: int) -> bool:
        try:
            together.wait()
            return row_to_confirm(note, timezone.now()) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as workers:
        assert sum(workers.map(work, range(4))) == 1
