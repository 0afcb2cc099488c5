"""Texts without the differences that do not matter to a careful reader: of case, spaces and punctuation, and of how
numbers and dates are written. A number or a date with two possible meanings stays as it is."""

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from dateutil import parser

from .accents import stream_safe

# Part of a name or an amount rather than of the sentence around it: C#, 5 %, R&D, km/h.
_MEANINGFUL = frozenset("#%&@/\\")
_APOSTROPHES = frozenset("'’ʼ`")
_PUNCTUATION = {code for code in range(0x1F000) if unicodedata.category(chr(code)).startswith("P")}
_BARE = dict.fromkeys(_PUNCTUATION - {*map(ord, _MEANINGFUL)}, " ") | {ord(char): "" for char in _APOSTROPHES}
_IN_NUMBER = re.compile(r"(?<=\d)[.,:\-](?=\d)|(?<!\w)-(?=\d)")
# Letters of scripts that put spaces between words; in the others a word may follow another directly.
SPACED = r"[^\W_\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\uffff]"
_WORD = re.compile(rf"{SPACED}(?:{SPACED}|(?<=\d)[.,:\-](?=\d))*|[^\W_]")
_MONTHS = "|".join(name for names in parser.parserinfo.MONTHS for name in map(str.casefold, names))
_DATE = re.compile(
    r"(?<![\w.,/-])(?:"
    r"\d{4}([-/.])\d{1,2}\1\d{1,2}"
    r"|\d{1,2}([-/.])\d{1,2}\2\d{4}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\.? (?:of )?(?:{_MONTHS})\.?,? \d{{4}}"
    rf"|(?:{_MONTHS})\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}"
    r")(?![\w/-]|[.,]\d)"
)
_DEFAULTS = (datetime(2001, 2, 3), datetime(2004, 5, 6))  # noqa: DTZ001 (no moment in time)
_NUMBER = re.compile(r"(?<![\w.,:/-])-?\d+(?:[.,]\d+)*(?![\w:/-]|[.,]\d)")
_AMOUNT = re.compile(r"(?<![\w.,:/])-?\d+(?:[.,]\d+)*(?:e[+-]?\d{1,3})?(?![\w:/]|[.,]\d)")
_LEADING_POINT = re.compile(r"(?<![\w.,])\.(?=\d)")
_POINT = re.compile(r"-?\d+(\.\d+)?")
_COMMA_GROUPS = re.compile(r"-?[1-9]\d{0,2}(,\d{3})+(\.\d+)?")
_POINT_GROUPS = re.compile(r"-?[1-9]\d{0,2}((\.\d{3}){2,}|(\.\d{3})+(?=,))(,\d+)?")
_DECIMAL_COMMA = re.compile(r"-?\d+,\d+")


def folded(text: str) -> str:
    """The text without differences of case, spacing and Unicode form (NFKC); punctuation stays."""
    if text.isascii():
        return " ".join(text.lower().split())
    normal = unicodedata.normalize("NFKC", stream_safe(text))
    return " ".join(unicodedata.normalize("NFKC", stream_safe(normal.casefold())).split())


def normalized(text: str) -> str:
    """`folded`, and without the punctuation around words; that inside a number (1.5, 10:30, -4) counts.

    A text of nothing but punctuation stays as it is, so that "?" and "!" differ."""
    whole = folded(text)
    bare, end = [], 0
    for match in _IN_NUMBER.finditer(whole):
        bare += [whole[end : match.start()].translate(_BARE), match[0]]
        end = match.end()
    bare.append(whole[end:].translate(_BARE))
    return " ".join("".join(bare).split()) or whole


def words(text: str) -> list[str]:
    """The words of a text without differences of case; in scripts without spaces every character is one."""
    return _WORD.findall(folded(text))


def canonical(text: str) -> str:
    """`normalized`, with every date as 2026-11-23 and every number without grouping and needless zeros.

    1,000 is a thousand, as is 1.000.000,0 a million; 1.000 may be one or a thousand, 03/04/2026 may be in March or in
    April, and 007 is a name: they stay."""
    dated = _DATE.sub(lambda match: _iso(match[0]), _spelled_out(text))
    return _NUMBER.sub(lambda match: _plain(match[0]), normalized(dated))


def number_in(text: str) -> Decimal | None:
    """The number in the text, which may occur several times; None without a number, or with different ones."""
    found = {_value(match[0]) for match in _AMOUNT.finditer(_spelled_out(text))} - {None}
    return found.pop() if len(found) == 1 else None


def _spelled_out(text: str) -> str:
    """`folded`, and .5 as 0.5, with a minus as keyboards have it."""
    return _LEADING_POINT.sub("0.", folded(text).replace("−", "-"))


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


def _plain(number: str) -> str:
    bare = number.lstrip("-")
    if len(bare) > 1 and bare[0] == "0" and bare[1].isdigit():
        return number  # 007
    if _COMMA_GROUPS.fullmatch(number):
        return _shortest(number.replace(",", ""))
    if _POINT_GROUPS.fullmatch(number):
        return _shortest(number.replace(".", "").replace(",", "."))
    may_be_grouped = re.fullmatch(r"-?[1-9]\d{0,2}\.\d{3}", number)
    return _shortest(number) if _POINT.fullmatch(number) and not may_be_grouped else number


def _shortest(number: str) -> str:
    plain = f"{Decimal(number):f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if plain == "-0" else plain


def _value(number: str) -> Decimal | None:
    """A number where one is expected: one point is a decimal point, and so is a comma that three digits do not follow.

    None for a number with too many of them."""
    mantissa, _, exponent = number.partition("e")
    mantissa = _plain(mantissa)
    if _DECIMAL_COMMA.fullmatch(mantissa):
        mantissa = mantissa.replace(",", ".")
    return Decimal(f"{mantissa}e{exponent or 0}").normalize() if _POINT.fullmatch(mantissa) else None
