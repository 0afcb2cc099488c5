"""A finished run that anyone may try."""

import pytest

from evaluations.prototypes.models import OpenModel, Run
from tests.factories import make_run

from .cast import MEASURED, finished


@pytest.fixture
def demo(chat_model: OpenModel) -> Run:
    return finished(make_run(model=chat_model, recipe="zero-shot", lower=0.5, upper=0.9, **MEASURED))
