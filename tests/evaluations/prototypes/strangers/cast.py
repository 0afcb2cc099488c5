"""What the tests of the strangers' set share: people who give and judge, and rows that are agreed."""

from evaluations.prototypes.models import StrangersExample
from evaluations.prototypes.strangers.give import give
from evaluations.prototypes.strangers.judge import judge
from ideas.models import Idea
from marketplace.accounts.models import User
from tests.factories import make_person


def given(idea: Idea, text: str, expected: str, by: User | None = None, *, brought: bool = False) -> StrangersExample:
    """By somebody to whom the lot offered the idea, or who brought it of their own accord."""
    return give(by or make_person(), idea, text, expected, is_offered=not brought)


def agreed(idea: Idea, text: str, expected: str, by: User | None = None, *, brought: bool = False) -> StrangersExample:
    """A row that two judges answered as its giver did."""
    row = given(idea, text, expected, by, brought=brought)
    for _ in range(2):
        judge(make_person(), row, expected)
    row.refresh_from_db()
    return row
