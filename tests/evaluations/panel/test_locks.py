"""What only one worker at a time may do, with workers on connections of their own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from evaluations.moments import tasks as moments
from evaluations.moments.actions import assess, certify
from evaluations.moments.score import A_DAY
from evaluations.panel import tasks as panel
from evaluations.panel.actions import ask_to_confirm
from evaluations.panel.locks import alone
from tests.evaluations.moments.cast import make_answered
from tests.factories import make_idea

pytestmark = pytest.mark.django_db(transaction=True)


def elsewhere(task: Callable[[], int]) -> int:
    def work() -> int:
        try:
            return task()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        return other.submit(work).result()


def test_mails_wait_while_another_worker_sends_and_go_out_after() -> None:
    ask_to_confirm("eve@example.org", make_idea(), "192.0.2.1")
    idea, now = make_answered(), timezone.now()
    assess(idea.pk, now - A_DAY)
    assert certify(idea.pk, now)
    for name, task in (("confirmations", panel.send_confirmations), ("notices", moments.send_notices)):
        mail.outbox.clear()
        with alone(name) as free:
            assert free and elsewhere(task) == 0 and mail.outbox == []
        assert elsewhere(task) == 1 and len(mail.outbox) == 1


def test_lock_is_given_back_after_an_error() -> None:
    with pytest.raises(ZeroDivisionError), alone("it"):
        raise ZeroDivisionError
    assert elsewhere(lambda: int(held())) == 1


def held() -> bool:
    with alone("it") as free:
        return free
