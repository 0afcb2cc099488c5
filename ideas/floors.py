"""How much each of the five answers counts in the score of an idea: all count alike from their floor to 1. Pure."""

from math import log

from .questions import QUESTIONS

AT_FLOORS = 0.5  # the score of an idea whose five answers are just at their floors


def exponent(floor: float) -> float:
    """The power of an answer's lower bound in the score: five answers at their floors give AT_FLOORS.

    `floor`: above 0 and below 1. Without the exponent, the weight of an answer would depend on its floor: wanted ranges
    from 0.1 to 1 and cheap from 0.8 to 1, so wanted alone would order nearly all ideas, and it is the answer that needs
    the most people."""
    return log(AT_FLOORS) / log(floor) / len(QUESTIONS)
