"""A run as a state machine: workers, authors and clocks act in any order, and at most one holds the run."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluations.prototypes.models import Run
from tests.factories import make_revision, make_run

pytestmark = pytest.mark.django_db

WORKERS = 3
steps = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["take", "renew", "give back", "finish"]), st.integers(0, WORKERS - 1)),
        st.tuples(st.sampled_from(["stop", "run out", "reopen"]), st.just(0)),
    ),
    max_size=25,
)


@dataclass
class Expected:
    """The expected state: the same machine in plain Python."""

    state: str = "planned"
    holder: UUID | None = None
    expired: bool = False
    sample: int = 4
    leases: dict[int, UUID] = field(default_factory=dict)

    def is_held_by(self, worker: int) -> bool:
        return self.state == "running" and self.holder is not None and self.leases.get(worker) == self.holder

    def take(self, worker: int) -> bool:
        if self.state != "planned" and not (self.state == "running" and self.expired):
            return False
        self.leases[worker] = self.holder = uuid4()
        self.state, self.expired = "running", False
        return True

    def renew(self, worker: int) -> bool:
        held = self.is_held_by(worker)
        self.expired = self.expired and not held
        return held

    def leave(self, worker: int, state: str) -> bool:
        held = self.is_held_by(worker)
        if held:
            self.state, self.holder, self.expired = state, None, False
        return held

    def stop(self) -> bool:
        was_open = self.state in ("planned", "running")
        if was_open:
            self.state, self.holder, self.expired = "stopped", None, False
        return was_open

    def reopen(self) -> bool:
        can = self.state == "finished" and self.sample < 8
        if can:
            self.state, self.sample = "planned", 8
        return can


def do(run: Run, expected: Expected, step: str, worker: int) -> tuple[bool, bool]:
    """Whether the database did it, and whether it should have."""
    runs, lease = Run.queue.filter(pk=run.pk), expected.leases.get(worker, uuid4())
    if step == "take":
        should = expected.take(worker)
        return Run.queue.take(run.pk, expected.leases.get(worker, lease)), should
    if step == "renew":
        return Run.queue.renew(lease), expected.renew(worker)
    if step == "give back":
        return Run.queue.give_back(lease), expected.leave(worker, "planned")
    if step == "finish":
        return Run.queue.finish(lease), expected.leave(worker, "finished")
    if step == "stop":
        return bool(runs.stop()), expected.stop()
    if step == "reopen":
        return bool(runs.reopen(8)), expected.reopen()
    ran_out = runs.filter(state="running").update(leased_until=timezone.now() - timedelta(seconds=1))
    expected.expired = expected.state == "running"
    return bool(ran_out), expected.expired


@given(steps)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_run_follows_its_states_whatever_happens(steps: list[tuple[str, int]]) -> None:
    run, expected = make_run(make_revision(), sample=4), Expected()
    for step, worker in steps:
        done, should = do(run, expected, step, worker)
        run.refresh_from_db()
        assert (done, run.state, run.lease) == (should, expected.state, expected.holder), step
        assert (run.finished is not None) == (run.state in ("finished", "stopped"))
