"""How numbers are written, the same on pages, in the pie and in the texts of answers. Pure."""


def percent(share: float) -> str:
    """A share from 0 to 1 as whole percent, without the sign: 0.876 is "88". Halves are rounded to even."""
    return f"{100 * share:.0f}"


def price(usd: float) -> str:
    """Dollars with two significant digits at most, and below a cent with one: $0.007, $0.04, $0.17, $1.10, $12, $1,200.

    Nothing is "$0"; what is too little to write plainly is "under $0.0001"."""
    if usd == 0:
        return "$0"
    if usd < 0.0001:
        return "under $0.0001"
    rounded = float(f"{usd:.1e}")
    if rounded >= 10:
        return f"${rounded:,.0f}"
    if rounded >= 0.01:
        return f"${rounded:.2f}"
    return "$" + f"{float(f'{usd:.0e}'):.4f}".rstrip("0")
