"""Texts in one notation of numbers and dates. A text with two possible meanings stays as it is."""

import re
from datetime import date, datetime
from functools import lru_cache

from dateutil import parser

from .numbers import AS_WRITTEN, NUMERAL, Notation, plainly, spelled_out
from .text import normalized

_MONTHS = "|".join(name for names in parser.parserinfo.MONTHS for name in map(str.casefold, names))
_MIDNIGHT = r"(?:[t ]00:00(?::00(?:\.0+)?)?(?:z|\+00:?00)?)?"
_DATE = re.compile(
    r"(?<![\w.,/-])(?:"
    rf"\d{{4}}([-/.])\d{{1,2}}\1\d{{1,2}}{_MIDNIGHT}"
    r"|\d{1,2}([-/.])\d{1,2}\2\d{4}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\.? (?:of )?(?:{_MONTHS})\.?,? \d{{4}}"
    rf"|(?:{_MONTHS})\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}"
    r")(?![\w/-]|[.,:]\d)"
)
_DEFAULTS = (datetime(2001, 2, 3), datetime(2004, 5, 6))  # noqa: DTZ001 (no moment in time)
_NUMBER = re.compile(rf"{NUMERAL}(?![\w:/^]|[.,]\d|-\d)")


def canonical(text: str, notation: Notation = AS_WRITTEN) -> str:
    """`normalized`, with every date as 2026-11-23 and every number without grouping and needless zeros.

    `notation`: of the column. Without its decimal mark 1,000 is a thousand, as is 1.000.000,0 a million, and 1.000,
    which may be one or a thousand, stays. So do 03/04/2026, in March or in April, and 007, a name."""
    whole = spelled_out(text, brackets_are_minus=notation.brackets_are_minus)
    dated = _DATE.sub(lambda match: _iso(match[0]), whole)
    return normalized(_NUMBER.sub(lambda match: plainly(match[0], notation.decimal_mark), dated))


@lru_cache(maxsize=1024)  # parsing a date is the slowest step, and the expected dates come again in every run
def _iso(text: str) -> str:
    """The date in ISO form; the text itself where it is no date, or could be two dates."""
    orders = (False,) if text[:4].isdigit() else (True, False)  # after the year comes the month
    read = {_date_of(text, default, day_first) for default in _DEFAULTS for day_first in orders}
    (only,) = read if len(read) == 1 else (None,)
    return only.isoformat() if only else text


def _date_of(text: str, default: datetime, day_first: bool) -> date | None:
    try:
        return parser.parse(text.replace(" of ", " "), default=default, dayfirst=day_first, yearfirst=False).date()
    except (ValueError, OverflowError):
        return None
