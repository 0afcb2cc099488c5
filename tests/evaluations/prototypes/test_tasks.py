"""The tasks that beat sends: thin, and each asks for the next slice while there is one."""

from collections.abc import Iterator
from typing import Any

import pytest

from evaluations.prototypes import tasks
from evaluations.prototypes.models import Run
from evaluations.prototypes.runs.worker import stopping
from marketplace.celery import app
from tests.evaluations.prototypes.runs.cast import tried_idea

pytestmark = pytest.mark.django_db


@pytest.fixture
def queue() -> Iterator[Any]:
    """The real queue of a lane that no worker listens to."""
    with app.connection_or_acquire() as connection:
        client = connection.default_channel.client
        client.delete("quick")
        yield client
        client.delete("quick")


def test_everything_that_beat_sends_is_there() -> None:
    app.loader.import_default_modules()
    sent = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert sent <= set(app.tasks)


def test_slice_asks_for_the_next_and_an_idle_lane_does_not(queue: Any) -> None:
    tried_idea()
    runs = Run.objects.count()
    assert all(tasks.work("quick") for _ in range(runs))
    assert queue.llen("quick") == runs
    assert not tasks.work("quick")
    assert queue.llen("quick") == runs


def test_worker_that_shuts_down_asks_for_nothing_more(queue: Any) -> None:
    tried_idea()
    try:
        tasks.end_slices()
        assert tasks.work("quick")
        assert queue.llen("quick") == 0
    finally:
        stopping.clear()
    assert set(Run.objects.values_list("state", flat=True)) <= {"planned", "finished"}
