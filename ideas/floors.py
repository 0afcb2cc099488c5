"""How much each of the five answers counts in an idea's score: from its floor to 1, all of them alike. Pure."""

from math import log

from .questions import QUESTIONS

AT_FLOORS = 0.5  # the score of an idea whose five answers are just at their floors


def exponent(floor: float) -> float:
    """The power of an answer's lower bound in the score: five answers at their floors give AT_FLOORS.

    `floor`: above 0 and below 1. Without it, what an answer may be worth would depend on where its floor happens to be:
    wanted goes from 0.1 to 1 and cheap from 0.8, so wanted would order nearly all ideas by itself, and that is the
    answer that needs most people."""
    return log(AT_FLOORS) / log(floor) / len(QUESTIONS)
