from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from pytest_django import Settings

from evaluations.moments import actions
from evaluations.moments.actions.telling import addresses_to_tell
from evaluations.moments.models import Notice
from ideas.models import Idea
from tests.evaluations.moments.cast import answer, make_answered
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
    answer(idea, "works", 0.2)
    actions.assess(idea.pk, NOW + timedelta(hours=1))
    assert actions.send_notices(NOW) == 1
    won, lost = mail.outbox
    assert won.to == lost.to == [idea.author.email]
    assert won.subject == f"{idea.title} became a Moment" and f"{idea.get_absolute_url()}#moment" in won.body
    assert "works: now at least 20 %, below its floor of 60 %." in lost.body


def test_notice_waits_while_the_mail_server_refuses(settings: Settings) -> None:
    certified()
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "django.core.mail.backends.smtp.EmailBackend",
        "127.0.0.1",
        1,
    )
    assert actions.send_notices(NOW) == 0
    assert Notice.objects.get().sent is None


def test_unconfirmed_address_gets_no_mail() -> None:
    assert addresses_to_tell(make_idea(make_person(confirmed=False))) == []
