"""The gate: never too many requests inside, none forgotten outside, and a limit that follows the server's replies."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic

from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import approx

from evaluations.prototypes.engines.gate import Gate, GatePassage


def through(gate: Gate, work: Callable[[GatePassage], Awaitable[None]], count: int) -> list[GatePassage]:
    async def one() -> GatePassage:
        passage = GatePassage()
        async with gate.passed(passage):
            await work(passage)
        return passage

    async def all_of_them() -> list[GatePassage]:
        return await asyncio.wait_for(asyncio.gather(*(one() for _ in range(count))), 10)

    return asyncio.run(all_of_them())


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 9), st.lists(st.sampled_from(["answered", "too many", "called off"]), min_size=1, max_size=60))
def test_nobody_is_too_many_and_nobody_is_forgotten(share: int, fates: list[str]) -> None:
    gate, done = Gate(share), []

    async def one(fate: str) -> None:
        passage = GatePassage()
        async with gate.passed(passage):
            assert gate.inside <= share
            await asyncio.sleep(0)
            if fate == "too many":
                gate.narrow(passage, None)
            elif fate == "answered":
                gate.widen()
            done.append(fate)

    async def main() -> None:
        tasks = [asyncio.create_task(one(fate)) for fate in fates]
        for turn in range(3):
            await asyncio.sleep(0)
            for task in [task for task, fate in zip(tasks, fates, strict=True) if fate == "called off"][turn::3]:
                task.cancel()
        await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), 10)

    asyncio.run(main())
    assert gate.inside == 0
    assert len([fate for fate in done if fate != "called off"]) == len([fate for fate in fates if fate != "called off"])
    assert 1 <= gate.limit <= share


def test_limit_doubles_with_each_round_until_it_was_too_many_and_then_creeps() -> None:
    gate = Gate(64)
    for _ in range(16):
        gate.widen()
    assert gate.limit == 32
    asyncio.run(narrowed(gate))
    assert gate.limit == 16
    for _ in range(16):
        gate.widen()
    assert gate.limit == approx(17, abs=0.1)


async def narrowed(gate: Gate) -> None:
    passage = GatePassage()
    passage.entered = monotonic()
    gate.narrow(passage, None)


def test_those_that_were_under_way_narrow_it_once() -> None:
    gate = Gate(8, first=8)

    async def too_many(passage: GatePassage) -> None:
        await asyncio.sleep(0.01)
        gate.narrow(passage, None)

    through(gate, too_many, 8)
    assert gate.limit == 4


def test_rest_holds_back_whoever_is_outside_and_is_not_charged() -> None:
    gate = Gate(1)

    async def rest_first(passage: GatePassage) -> None:
        if not gate.was_narrowed:
            gate.narrow(passage, 0.6)

    first, second = through(gate, rest_first, 2)
    assert second.queue_ms >= 600
    assert first.seconds + second.seconds < 0.5


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 8), st.lists(st.booleans(), min_size=1, max_size=8))
def test_most_time_out_when_more_do_than_are_answered_beside_others(share: int, answered: list[bool]) -> None:
    """Requests that all began together; the last one times out. One alone, or one at a time, says nothing of load."""
    gate, passage = Gate(share), GatePassage()
    passage.entered = monotonic()
    for was_answered in answered:
        gate.answers.append(monotonic()) if was_answered else gate.timeouts.append(monotonic())
    others = answered.count(False)
    assert gate.timed_out(passage) == (share > 1 and others > 0 and others + 1 > answered.count(True))


def test_what_ended_before_a_request_began_says_nothing_of_its_timeout() -> None:
    gate, passage = Gate(4), GatePassage()
    gate.answers += [monotonic()] * 50
    gate.inside, passage.entered = 1, monotonic() + 0.001
    while monotonic() <= passage.entered:
        pass
    assert gate.timed_out(passage), "nothing was answered since"
    gate.widen()
    gate.widen()
    assert not gate.timed_out(passage), "two answers and two timeouts"


def test_limit_that_was_learned_is_where_it_begins() -> None:
    assert (Gate(64).limit, Gate(64, first=64).limit, Gate(4).limit) == (16, 64, 4)
