"""The one way a start refuses: a sentence that says what is wrong and what to do about it."""


class Fault(Exception):
    """Shown to the operator as one sentence; the command then ends with a non-zero exit code."""
