from datetime import timedelta
from itertools import pairwise

import pytest
from django.core import mail
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from evaluations.moments import actions
from evaluations.moments.actions.notices import addresses_for
from evaluations.moments.models import Certificate, EventKind, MomentEvent, Notice
from evaluations.panel.actions import join
from evaluations.panel.actions.confirmation_mails import MAX_ATTEMPTS, MAX_REFUSED
from ideas.models import Idea
from tests.evaluations.moments.cast import fall, make_answered
from tests.factories import make_idea, make_person

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def certified() -> Idea:
    idea = make_answered()
    actions.assess(idea.pk, NOW - timedelta(days=1))
    assert actions.certify(idea.pk, NOW)
    return idea


def test_author_is_told_once_of_each_event() -> None:
    idea = certified()
    assert [actions.send_notices(NOW) for _ in range(2)] == [1, 0]
    fall(idea, "works", 0.2, NOW + timedelta(hours=1))
    assert actions.send_notices(NOW) == 1
    won, lost = mail.outbox
    assert won.to == lost.to == [idea.author.email]
    assert won.subject == f"{idea.title} became a Moment" and f"{idea.get_absolute_url()}#moment" in won.body
    assert "Works: now at least 20 %, below its floor of 60 %." in lost.body


@pytest.fixture
def no_mail_server(settings: Settings) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "django.core.mail.backends.smtp.EmailBackend",
        "127.0.0.1",
        1,
    )


def test_notice_waits_while_the_mail_server_refuses(no_mail_server: None) -> None:
    certified()
    assert actions.send_notices(NOW) == 0
    assert Notice.objects.get().sent is None


def test_refused_notice_is_tried_after_growing_pauses_and_given_up_in_the_end(no_mail_server: None) -> None:
    certified()
    notice, now, tries = Notice.objects.get(), NOW, [NOW]
    while not notice.given_up:
        actions.send_notices(now)
        actions.send_notices(now)  # nothing is due yet
        notice.refresh_from_db()
        assert notice.attempts == len(tries)
        if notice.next_try and not notice.given_up:
            now = notice.next_try
            tries.append(now)
    pauses = [later - earlier for earlier, later in pairwise(tries)]
    assert len(tries) == MAX_ATTEMPTS and all(later == 2 * earlier for earlier, later in pairwise(pauses))
    assert actions.send_notices(now + timedelta(days=365)) == 0
    notice.refresh_from_db()
    assert (notice.sent, notice.attempts, notice.given_up) == (None, MAX_ATTEMPTS, now)


def test_notice_that_was_refused_goes_out_when_the_server_is_back(settings: Settings, no_mail_server: None) -> None:
    certified()
    actions.send_notices(NOW)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert actions.send_notices(NOW + timedelta(minutes=4)) == 0
    assert actions.send_notices(NOW + timedelta(minutes=5)) == 1 and len(mail.outbox) == 1


def test_server_that_is_away_is_asked_a_few_times_in_one_call(no_mail_server: None) -> None:
    idea = make_answered()
    for _ in range(5):
        join(make_person(), idea)
    actions.assess(idea.pk, NOW - timedelta(days=1))
    actions.certify(idea.pk, NOW)
    actions.send_notices(NOW)
    assert Notice.objects.filter(attempts=1).count() == MAX_REFUSED


def test_unconfirmed_address_gets_no_mail() -> None:
    assert addresses_for(make_idea(make_person(confirmed=False))) == []


def test_telling_many_looks_at_no_list_again_for_each(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    idea = make_answered()
    for _ in range(6):
        join(make_person(), idea)
    actions.assess(idea.pk, NOW - timedelta(days=1))
    actions.certify(idea.pk, NOW)
    with django_assert_max_num_queries(1 + 3 * 7) as queries:
        assert actions.send_notices(NOW) == 7
    lists = [each["sql"] for each in queries if 'FROM "panel_waiting"' in each["sql"] and "address" in each["sql"]]
    assert all("LIMIT 1" in sql for sql in lists)


def test_note_of_a_mail_is_forgotten_thirty_days_after_it_was_sent_or_given_up() -> None:
    certificate = Certificate.objects.create(idea=make_idea(), revision=1, certified=NOW, score=0.5, evidence={})
    event = MomentEvent.objects.create(certificate=certificate, kind=EventKind.CERTIFIED, happened=NOW)
    old, late = NOW - timedelta(days=31), NOW - timedelta(days=29)
    settled = [{"sent": old}, {"given_up": old}, {"sent": late}, {}]
    for number, when in enumerate(settled):
        Notice.objects.create(event=event, address=f"{number}@example.org", **when)
    assert actions.forget_notices(NOW) == 2
    assert set(Notice.objects.values_list("address", flat=True)) == {"2@example.org", "3@example.org"}
