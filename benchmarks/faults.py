"""What model servers do wrong, and what a run makes of it: 200 trials on a server that fails on purpose, over a socket.

Every case has to end with all trials answered and scored, none of them twice, with the errors on the trials that they
hit, and with no more requests at the server than its limit allows, but for those that were given up for lost: a server
may still be at work on them.
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

TRIALS, AT_ONCE, DELAY, DEADLINE, LOADING = 200, 16, 0.05, 3, 30.0
LABELS = ("pump", "road", "roof", "fence")


NO_FAULT = Fault()


@dataclass(frozen=True, slots=True)
class Case:
    """`share` of all requests meet the fault; `streams`: the server is one whose answers are read as they come;
    `loading`: seconds in which every request is answered with 503;
    `capacity`: requests at once, beyond which the server answers 429."""

    name: str
    share: float = 0.0
    fault: Fault = NO_FAULT
    loading: float = 0.0
    capacity: int = 1_000
    streams: bool = False


CASES = (
    Case("20 % 429, no Retry-After", 0.2, Fault(status=429, delay=DELAY)),
    Case("20 % 429, Retry-After 1", 0.2, Fault(status=429, headers={"Retry-After": "1"})),
    Case("20 % 500", 0.2, Fault(status=500, body="out of luck", delay=DELAY)),
    Case("10 % truncated JSON", 0.1, Fault(body='{"choices": [{"message": {"content": "{\\"la', delay=DELAY)),
    Case("3 % hang", 0.03, Fault(hang=True)),
    Case("10 % connection resets", 0.1, Fault(reset=True, delay=DELAY)),
    Case("10 % headers, no body", 0.1, Fault(stops_after=0, delay=DELAY)),
    Case("10 % answer cut in the middle", 0.1, Fault(stops_after=40, delay=DELAY)),
    Case("10 % stream stops in the middle", 0.1, Fault(stops_after=2, delay=DELAY), streams=True),
    Case("10 % 200 with an error", 0.1, Fault(body='{"error": {"message": "out of memory"}}', delay=DELAY)),
    Case("503 while it loads", loading=LOADING),
    Case("429 beyond 5 at once", capacity=5),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a case. `faults`: requests that failed on purpose; `told`: of these, the ones on the trials;
    `parked`: how often the run waited for its server, which calls off what is in flight; `streamed`: trials that record
    a request for a stream."""

    trials: int
    answered: int
    scored: int
    faults: int
    told: int
    lost: int
    parked: int
    streamed: int
    most_in_flight: int
    seconds: float

    @property
    def holds(self) -> bool:
        everything = self.trials == self.answered == self.scored
        all_told = self.told <= self.faults <= self.told + AT_ONCE * self.parked
        return everything and all_told and self.most_in_flight <= AT_ONCE + self.lost


def tried(case: Case, trials: int = TRIALS, delay: float = DELAY) -> Outcome:
    """Work on a run of so many trials until it is finished, as the workers and the clock would."""
    with FakeServer(delay=delay) as server:
        run = planned_run(server.url, trials, USUAL_DEADLINE + 1 if case.streams else DEADLINE)
        server.next("chat", *faults_of(case, 5 * trials))
        server.capacity = case.capacity
        began = time.monotonic()
        load(server, case.loading)
        parked = work_until_finished(run)
        return outcome_of(run, server, parked, time.monotonic() - began)


def faults_of(case: Case, count: int) -> list[Fault]:
    """The same ones every time, spread at random."""
    random = Random(case.name)
    return [case.fault if random.random() < case.share else Fault(delay=DELAY) for _ in range(count)]


def load(server: FakeServer, seconds: float) -> None:
    server.loading = seconds > 0
    threading.Timer(seconds, lambda: setattr(server, "loading", False)).start()


def planned_run(url: str, trials: int, deadline: int) -> Run:
    """A zero-shot run whose baseline is in, on an endpoint of its own."""
    load_prices()
    Endpoint.objects.update(enabled=False)
    endpoint = Endpoint.objects.create(
        name=f"faulty-{Endpoint.objects.count()}", url=url, kind="llama.cpp", max_in_flight=AT_ONCE, deadline=deadline
    )
    OpenModel.objects.create(
        name=endpoint.name, slug=endpoint.name, served_as="fake", kind="chat", endpoint=endpoint, licence="Apache-2.0",
        parameters=1, digest=f"sha256:{endpoint.name}", context_tokens=2048,
    )  # fmt: skip
    rows = [(f"letter {n}: the {LABELS[n % 4]} by house {n} is broken again", LABELS[n % 4]) for n in range(trials)]
    person = make_person()
    idea: Idea = publish(person, make_idea(person, published=False), rows)
    while work("quick"):
        pass
    run = Run.objects.of_idea(idea.pk).get(recipe="zero-shot")
    Run.objects.filter(pk=run.pk).update(sample=trials)
    return run


def work_until_finished(run: Run) -> int:
    """How often it had to wait for its server."""
    parked = 0
    while run.is_open:
        if not work("chat"):
            time.sleep(0.2)
            check_endpoints()
        run.refresh_from_db()
        parked += bool(run.waiting_for)
    return parked


def outcome_of(run: Run, server: FakeServer, parked: int, seconds: float) -> Outcome:
    rows = list(run.trials.values_list("example", "request__stream", "outcome", "score", "errors"))
    errors = [error for *_, told in rows for error in told]
    return Outcome(
        trials=run.sample,
        answered=len({example for example, _, outcome, *_ in rows if outcome == "answered"}),
        scored=sum(score is not None for *_, score, _ in rows),
        faults=server.failed["chat"],
        told=len(errors),
        lost=sum("no answer within" in error["what"] for error in errors),
        parked=parked,
        streamed=sum(bool(stream) for _, stream, *_ in rows),
        most_in_flight=server.most_in_flight,
        seconds=seconds,
    )


def table(outcomes: Sequence[tuple[Case, Outcome]]) -> str:
    head = f"{'':<32}{'answered':>10}{'scored':>8}{'faults':>8}{'told':>6}{'in flight':>11}{'seconds':>9}"
    rows = [
        f"{case.name:<32}{f'{one.answered} of {one.trials}':>10}{one.scored:>8}{one.faults:>8}{one.told:>6}"
        f"{one.most_in_flight:>11}{one.seconds:>9.1f}  {'holds' if one.holds else 'FAILS'}"
        for case, one in outcomes
    ]
    return "\n".join([head, *rows])


def main() -> None:
    print(f"{TRIALS} trials, {AT_ONCE} at once, {1_000 * DELAY:.0f} ms each, a deadline of {DEADLINE} s")
    print(table([(case, tried(case)) for case in CASES]))
