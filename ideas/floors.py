"""The floors of "works", and how much each of the five answers counts in the score of an idea. Pure."""

from math import log

from .questions import QUESTIONS

AT_FLOORS = 0.5  # the score of an idea whose five answers are just at their floors
MIN_STRANGERS = 12  # examples of the strangers' set from which its number counts for the answer to "Works?"
WORKS_FLOOR = 0.6
# While fewer than MIN_STRANGERS examples of others are answered, an author chooses the whole exam. It is the least
# hundredth that nonsense reaches in under 5 % of all cases, if machines find it to work at 0.95 on 24 to 60 easy
# examples and the best of 6 runs is picked (`benchmarks/strangers.py`).
WORKS_ALONE_FLOOR = 0.9


def works_floor(strangers: int) -> float:
    """`strangers`: examples of the strangers' set that the best run has answered.

    It does not sink with each of them. Fewer than MIN_STRANGERS decide nothing, so anybody could lower the floor by
    rows that no run gets right."""
    return WORKS_FLOOR if strangers >= MIN_STRANGERS else WORKS_ALONE_FLOOR


def exponent(floor: float) -> float:
    """The power of an answer's lower bound in the score: five answers at their floors give AT_FLOORS.

    `floor`: above 0 and below 1. Without the exponent, the weight of an answer would depend on its floor: wanted ranges
    from 0.1 to 1 and cheap from 0.8 to 1, so wanted alone would order nearly all ideas, and it is the answer that needs
    the most people."""
    return log(AT_FLOORS) / log(floor) / len(QUESTIONS)
