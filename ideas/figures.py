"""How numbers are written, the same on pages, in the pie and in the texts of answers. Pure."""


def percent(share: float) -> str:
    """A share from 0 to 1 as whole percent, without the sign: 0.876 is "88". Halves are rounded to even."""
    return f"{100 * share:.0f}"
