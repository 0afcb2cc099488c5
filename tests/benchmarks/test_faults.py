"""The table of faults, small: every case of it holds."""

from dataclasses import replace

import pytest
from pytest import mark

from benchmarks import faults
from benchmarks.faults import CASES, FaultCase, tried
from tests.fake_server import Fault

pytestmark = mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "DELAY", 0.005)
    monkeypatch.setattr(faults, "DEADLINE", 4)  # a busy machine can hold everything up for 2
    monkeypatch.setattr("evaluations.prototypes.engines.patience.Patience.pause", lambda *_: 0.01)


def smaller(case: FaultCase) -> FaultCase:
    fault = case.fault
    if "Retry-After" in fault.headers:
        fault = Fault(status=429, headers={"Retry-After": "0.1"})
    return replace(case, fault=fault, loading=min(0.5, case.loading))


@mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_trial_is_answered_once_and_tells_its_errors(case: FaultCase) -> None:
    result = tried(smaller(case), trials=60, delay=0.005)
    assert result.faults > 0
    assert result.holds, result
    assert result.streamed == (60 if case.streams else 0)
