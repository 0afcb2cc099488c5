"""Faults of model servers, and how runs survive them: 200 trials on a server that fails on purpose, over a socket.

Every case must end with all trials answered and scored, none of them twice; with each error recorded on the trial that
it hit; and with no more requests at the server than its limit allows, except those that were given up as lost: the
server may still work on them.
"""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from evaluations.compute.actions import load_prices
from evaluations.prototypes.catalogue.health import check_endpoints
from evaluations.prototypes.models import Endpoint, OpenModel, Run
from evaluations.prototypes.models.endpoint import USUAL_DEADLINE
from evaluations.prototypes.publish import publish
from evaluations.prototypes.runs.worker import work
from ideas.models import Idea
from tests.factories import make_idea, make_person
from tests.fake_server import FakeServer, Fault
from tests.sentences import unlike

TRIALS, AT_ONCE, DELAY, DEADLINE, LOADING = 200, 16, 0.05, 3, 30.0
LABELS = ("pump", "road", "roof", "fence")

NO_FAULT = Fault()


@dataclass(frozen=True, slots=True)
class FaultCase:
    """`share` of all requests meet the fault; `streams`: the server streams its answers; `loading`: seconds in which
    the server answers every request with 503; `capacity`: with more requests at once the server answers 429."""

    name: str
    share: float = 0.0
    fault: Fault = NO_FAULT
    loading: float = 0.0
    capacity: int = 1_000
    streams: bool = False


CASES = (
    FaultCase("20 % 429, no Retry-After", 0.2, Fault(status=429, delay=DELAY)),
    FaultCase("20 % 429, Retry-After 1", 0.2, Fault(status=429, headers={"Retry-After": "1"})),
    FaultCase("20 % 500", 0.2, Fault(status=500, body="out of luck", delay=DELAY)),
    FaultCase("10 % truncated JSON", 0.1, Fault(body='{"choices": [{"message": {"content": "{\\"la', delay=DELAY)),
    FaultCase("3 % hang", 0.03, Fault(hang=True)),
    FaultCase("10 % connection resets", 0.1, Fault(reset=True, delay=DELAY)),
    FaultCase("10 % headers, no body", 0.1, Fault(stops_after=0, delay=DELAY)),
    FaultCase("10 % answer cut in the middle", 0.1, Fault(stops_after=40, delay=DELAY)),
    FaultCase("10 % stream stops in the middle", 0.1, Fault(stops_after=2, delay=DELAY), streams=True),
    FaultCase("10 % 200 with an error", 0.1, Fault(body='{"error": {"message": "out of memory"}}', delay=DELAY)),
    FaultCase("503 while it loads", loading=LOADING),
    FaultCase("429 beyond 5 at once", capacity=5),
)


@dataclass(frozen=True, slots=True)
class CaseResult:
    """`faults`: requests that failed on purpose; `recorded`: errors on the trials; `lost`: errors without an answer in
    time; `parked`: how often the run waited for its server, which cancels the requests in flight; `streamed`: trials
    whose request asked for a stream."""

    trials: int
    answered: int
    scored: int
    faults: int
    recorded: int
    lost: int
    parked: int
    streamed: int
    most_in_flight: int
    seconds: float

    @property
    def holds(self) -> bool:
        everything = self.trials == self.answered == self.scored
        all_recorded = self.recorded <= self.faults <= self.recorded + AT_ONCE * self.parked
        return everything and all_recorded and self.most_in_flight <= AT_ONCE + self.lost


def tried(case: FaultCase, trials: int = TRIALS, delay: float = DELAY) -> CaseResult:
    """Work on a run of so many trials until it is finished, as the workers and beat would."""
    with FakeServer(delay=delay) as server:
        run = planned_run(server.url, trials, USUAL_DEADLINE + 1 if case.streams else DEADLINE)
        server.next("chat", *faults_of(case, 5 * trials))
        server.capacity = case.capacity
        began = time.monotonic()
        load(server, case.loading)
        parked = work_until_finished(run)
        return result_of(run, server, parked, time.monotonic() - began)


def faults_of(case: FaultCase, count: int) -> list[Fault]:
    """The same faults every time, spread at random."""
    random = Random(case.name)
    return [case.fault if random.random() < case.share else Fault(delay=DELAY) for _ in range(count)]


def load(server: FakeServer, seconds: float) -> None:
    server.loading = seconds > 0
    threading.Timer(seconds, lambda: setattr(server, "loading", False)).start()


def planned_run(url: str, trials: int, deadline: int) -> Run:
    """A zero-shot run whose baseline is finished, on its own endpoint."""
    load_prices()
    Endpoint.objects.update(enabled=False)
    endpoint = Endpoint.objects.create(
        name=f"faulty-{Endpoint.objects.count()}", url=url, kind="llama.cpp", max_in_flight=AT_ONCE, deadline=deadline
    )
    OpenModel.objects.create(
        name=endpoint.name, slug=endpoint.name, served_as="fake", kind="chat", endpoint=endpoint, licence="Apache-2.0",
        parameters=1, digest=f"sha256:{endpoint.name}", context_tokens=2048,
    )  # fmt: skip
    rows = [(unlike(n), LABELS[n % 4]) for n in range(trials)]
    person = make_person()
    idea: Idea = publish(person, make_idea(person, published=False), rows)
    while work("quick"):
        pass
    run = Run.objects.of_idea(idea.pk).get(recipe="zero-shot")
    Run.objects.filter(pk=run.pk).update(sample=trials)
    return run


def work_until_finished(run: Run) -> int:
    """Returns how often the run had to wait for its server."""
    parked = 0
    while run.is_open:
        if not work("chat"):
            time.sleep(0.2)
            check_endpoints()
        run.refresh_from_db()
        if run.waiting_for:
            parked += 1
    return parked


def result_of(run: Run, server: FakeServer, parked: int, seconds: float) -> CaseResult:
    rows = list(run.trials.values_list("example", "request__stream", "outcome", "score", "errors"))
    errors = [error for *_, recorded in rows for error in recorded]
    return CaseResult(
        trials=run.sample,
        answered=len({example for example, _, outcome, *_ in rows if outcome == "answered"}),
        scored=sum(score is not None for *_, score, _ in rows),
        faults=server.failed["chat"],
        recorded=len(errors),
        lost=sum("no answer within" in error["what"] for error in errors),
        parked=parked,
        streamed=sum(bool(stream) for _, stream, *_ in rows),
        most_in_flight=server.most_in_flight,
        seconds=seconds,
    )


def table(results: Sequence[tuple[FaultCase, CaseResult]]) -> str:
    head = f"{'':<32}{'answered':>10}{'scored':>8}{'faults':>8}{'recorded':>10}{'in flight':>11}{'seconds':>9}"
    rows = [
        f"{case.name:<32}{f'{one.answered} of {one.trials}':>10}{one.scored:>8}{one.faults:>8}{one.recorded:>10}"
        f"{one.most_in_flight:>11}{one.seconds:>9.1f}  {'holds' if one.holds else 'FAILS'}"
        for case, one in results
    ]
    return "\n".join([head, *rows])


def main() -> None:
    print(f"{TRIALS} trials, {AT_ONCE} at once, {1_000 * DELAY:.0f} ms each, a deadline of {DEADLINE} s")
    print(table([(case, tried(case)) for case in CASES]))
