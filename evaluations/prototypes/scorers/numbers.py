"""Numbers as people write them: one grammar for every scorer that compares numbers.

    amount    = ["-"] [currency] digits ["e" exponent | "^" power | "x 10^" power] [magnitude] [unit]
    digits    = whole ["." decimals] | whole [" " fraction] | fraction
    whole     = grouped by commas, points, spaces, apostrophes, or as lakh and crore (1,00,000)

A text with two possible meanings is not guessed: 03/04/2026 and 3-4 are no number. 1.234 and 1,234 have two meanings,
and the other outputs of the same column may decide (`decimal_mark_of`). (5) is 5, as in a list, unless the author
says that numbers in brackets are negative, as accountants write them.
"""

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import NamedTuple

from .text import folded

MAX_POWER = 60  # beyond it a number of thousands of digits would be computed; 10^60 exceeds every count
MAX_LENGTH = 1_000  # characters of an amount; Python reads no number of more than 4,300 digits
MAX_BRACKETED = 60  # characters of an amount in brackets
POINT, COMMA = ".", ","


class Notation(NamedTuple):
    """How numbers are written in a column. `decimal_mark`: "." or ","; "" where no number shows it.
    `brackets_are_minus`: the author says that (5) is −5."""

    decimal_mark: str = ""
    brackets_are_minus: bool = False


AS_WRITTEN = Notation()

_CURRENCIES = "usd|eur|gbp|chf|jpy|inr|cny|aud|cad|nzd|sek|nok|dkk|pln|czk|huf|ron|brl|mxn|zar|krw|try|rub"
_UNITS = (
    "mm|cm|dm|km|nm|µm|μm|mg|kg|µg|μg|ng|lbs?|oz|ml|cl|dl|hl|gal|ha|ft|yd|mi|mph|kmh|kph|rpm|px|pt|pcs|pp"
    "|ms|min|mins|sec|secs|hrs?|wk|yrs?|hz|khz|mhz|ghz|kb|mb|gb|tb|kib|mib|gib|kw|mw|kwh|mwh|wh|mah|ah|ma|mv|kv"
    "|kcal|cal|kj|pa|hpa|kpa|bar|psi|db|lm|lx|mol|°c|°f|°|%|‰"
    f"|{_CURRENCIES}|ct|[€$£¥₹₩₽₺₪¢]"
)
_LETTER = "m|g|l|h|s|t|w|v|j|n|d|c|f|p|x"  # units of one letter: 5m, but 12b is a house
_MAGNITUDES: dict[str, int] = {
    name: 10**power
    for power, names in {
        2: "hundred",
        3: "thousand",
        5: "lakh lakhs lac",
        6: "mn mio million millions",
        7: "crore crores",
        9: "bn mrd billion billions milliard milliards",
        12: "tn trillion trillions",
    }.items()
    for name in names.split()
}
_NAMES = "|".join(sorted(_MAGNITUDES, key=len, reverse=True))
_SHORT = {"k": 10**3, "m": 10**6, "b": 10**9}  # the last two of money only: $5m

_SPELLED = re.compile(rf"(?<![\w.,:/^'-])(-?\d[\d.,']{{0,40}})({_UNITS})(?![\w/])")
_PRICE = re.compile(r"(-?)([€$£¥₹₩₽₺₪])\s?(-?)(?=\.?\d)")
_MINUS_BEFORE_CURRENCY = re.compile(rf"(?<![\w.,-])-({_CURRENCIES})\s?(?=\.?\d)")
_BRACKETED = re.compile(
    rf"(?<![\w)\]}}^-])\( ?((?:(?:{_CURRENCIES}|[€$£¥₹₩₽₺₪]) ?)?)([\d.][^()]{{0,{MAX_BRACKETED}}}?) ?\)(?![\w(\[^])"
)
_WHOLLY_BRACKETED = re.compile(rf"""(?:^|")\([^()"]{{1,{MAX_BRACKETED}}}\)(?=$|")""")
_LEADING_POINT = re.compile(r"(?<![\w.,])\.(?=\d)")
_GROUPED_BY_SPACE = re.compile(r"(?<![\w.,:/^-])(-?[1-9]\d{0,2})((?: \d{3}){1,8})([.,]\d+)?(?![\w/:^'-]| \d{3}|[.,]\d)")
_GROUPED_BY_APOSTROPHE = re.compile(
    r"(?<![\w.,:/^-])(-?[1-9]\d{0,2})((?:['’`]\d{3}){1,8})([.,]\d+)?(?!\d|['’`]|[.,]\d)"
)
NUMERAL = r"(?<![\w.,:/^-])-?\d+(?:[.,]\d+)*"
_AMOUNT = re.compile(
    rf"(?P<money>[€$£¥₹₩₽₺₪] )?"
    rf"(?P<digits>{NUMERAL})"
    rf"(?:e(?P<exponent>[+-]?\d{{1,3}})|\^(?P<power>[+-]?\d{{1,3}})| ?[x×*] ?10\^(?P<ten>[+-]?\d{{1,3}})"
    rf"|(?P<fraction> \d+/\d+)|/(?P<lower>\d+))?"
    rf"(?: ?(?P<magnitude>{_NAMES})(?!\w)|(?P<short>(?(money)[kmb]|k))(?!\w))?"
    rf"(?:{_LETTER})?(?:\^[23])?(?:/[a-z]\w*)?"
    rf"(?![\w:^/]|[.,]\d|-\d)"
)
_BARE_AMOUNT = re.compile(rf"(?:(?:{_CURRENCIES}) )?(?:{_AMOUNT.pattern})(?: ?(?:{_UNITS}))?")
_WHOLE = re.compile(r"-?\d+(\.\d+)?")
_COMMA_GROUPS = re.compile(r"-?[1-9]\d{0,2}(,\d{3})+(\.\d+)?")
_LAKH_GROUPS = re.compile(r"-?[1-9]\d?(,\d{2})+,\d{3}(\.\d+)?")
_POINT_GROUPS = re.compile(r"-?[1-9]\d{0,2}((\.\d{3}){2,}|(\.\d{3})+(?=,))(,\d+)?")
_DECIMAL_COMMA = re.compile(r"-?\d+,\d+")
_TWO_MEANINGS = re.compile(r"-?[1-9]\d{0,2}[.,]\d{3}")

_MARKED = re.compile(r"\d[.,]\d")
_NUMERALS = re.compile(rf"{NUMERAL}(?![\w/:]|[.,]\d)")


def spelled_out(text: str, *, brackets_are_minus: bool = False) -> str:
    """`folded`, .5 as 0.5, numbers without spaces and apostrophes inside, and their units apart: 180cm is 180 cm.

    `brackets_are_minus`: (5) as -5."""
    whole = folded(text)
    if brackets_are_minus and "(" in whole:
        whole = " ".join(_BRACKETED.sub(_with_minus, whole).split())
    whole = _LEADING_POINT.sub("0.", whole)
    if not any(char.isdigit() for char in whole):
        return whole
    whole = _MINUS_BEFORE_CURRENCY.sub(r"\1 -", whole)
    whole = _GROUPED_BY_APOSTROPHE.sub(_joined, _GROUPED_BY_SPACE.sub(_joined, whole))
    return _SPELLED.sub(r"\1 \2", _PRICE.sub(r"\2 \1\3", whole))


def _joined(number: re.Match[str]) -> str:
    return number[1] + re.sub(r"[ '’`]", "", number[2]) + (number[3] or "").replace(COMMA, POINT)


def _with_minus(bracketed: re.Match[str]) -> str:
    """$-5 for ($5); the text as it is where the brackets hold more than an amount, as in (2019-20) or (5 of 8)."""
    amount = _BARE_AMOUNT.fullmatch(spelled_out(bracketed[1] + bracketed[2]))
    is_amount = amount is not None and value_of(amount, "") is not None
    return f" {bracketed[1]}-{bracketed[2]} " if is_amount else bracketed[0]


def bracketed_in(texts: Iterable[str]) -> str:
    """The first text, or string of a JSON object, that is an amount in brackets and nothing else; "" if none is."""
    values = (value.strip('"') for text in texts if "(" in text for value in _WHOLLY_BRACKETED.findall(text.strip()))
    return next((value for value in values if _BRACKETED.sub(_with_minus, folded(value)) != folded(value)), "")


def number_in(text: str, notation: Notation = AS_WRITTEN) -> Fraction | None:
    """The number in the text, which may occur several times; None without a number, or with different ones."""
    whole = spelled_out(text, brackets_are_minus=notation.brackets_are_minus)
    found = {value_of(match, notation.decimal_mark) for match in _AMOUNT.finditer(whole)} - {None}
    return found.pop() if len(found) == 1 else None


def value_of(amount: re.Match[str], decimal_mark: str) -> Fraction | None:
    """None for digits with too many marks, such as 1.2.3, too many digits or too large a power."""
    if len(amount[0]) > MAX_LENGTH:
        return None
    value = _value(amount["digits"], decimal_mark)
    if value is None:
        return None
    if amount["fraction"] or amount["lower"]:
        return _with_fraction(value, amount)
    power, of_ten = int(amount["power"] or 1), int(amount["exponent"] or amount["ten"] or 0)
    if max(abs(power), abs(of_ten)) > MAX_POWER or (not value and power < 0):
        return None
    raised: Fraction = Fraction(abs(value) ** power) * (-1 if value < 0 else 1) * Fraction(f"1e{of_ten}")
    return raised * _MAGNITUDES.get(amount["magnitude"] or "", 1) * _SHORT.get(amount["short"] or "", 1)


def _with_fraction(value: Fraction, amount: re.Match[str]) -> Fraction | None:
    """2 1/3 and 3/4. A whole number before the fraction has its sign."""
    upper, lower = (amount["fraction"] or f"{value.numerator}/{amount['lower']}").strip().split("/")
    if not int(lower) or value.denominator != 1:
        return None
    part = Fraction(int(upper), int(lower))
    if amount["lower"]:
        return part
    return value - part if amount["digits"].startswith("-") else value + part


def _value(digits: str, decimal_mark: str) -> Fraction | None:
    """A number where one is expected: one point is a decimal point, and so is a comma that three digits do not follow.

    None for a number with too many of them."""
    plain = plainly(digits, decimal_mark)
    if _DECIMAL_COMMA.fullmatch(plain):
        plain = plain.replace(",", ".")
    return Fraction(plain) if _WHOLE.fullmatch(plain) else None


def plainly(digits: str, decimal_mark: str = "") -> str:
    """The digits without grouping and needless zeros, with a decimal point; as they are where they have two meanings.

    1,000 is a thousand, as is 1.000.000,0 a million; 1.000 may be one or a thousand, and 007 is a name."""
    bare = digits.lstrip("-")
    if len(bare) > 1 and bare[0] == "0" and bare[1].isdigit():
        return digits  # 007
    if decimal_mark and _TWO_MEANINGS.fullmatch(digits):
        return _shortest(digits.replace(COMMA if decimal_mark == POINT else POINT, "").replace(COMMA, POINT))
    if _COMMA_GROUPS.fullmatch(digits) or _LAKH_GROUPS.fullmatch(digits):
        return _shortest(digits.replace(",", ""))
    if _POINT_GROUPS.fullmatch(digits):
        return _shortest(digits.replace(".", "").replace(",", "."))
    if decimal_mark == COMMA and _DECIMAL_COMMA.fullmatch(digits):
        return _shortest(digits.replace(",", "."))
    return _shortest(digits) if _WHOLE.fullmatch(digits) and not _TWO_MEANINGS.fullmatch(digits) else digits


def _shortest(number: str) -> str:
    plain = number.rstrip("0").rstrip(".") if "." in number else number
    sign, bare = ("-", plain[1:]) if plain.startswith("-") else ("", plain)
    bare = bare.lstrip("0") or "0"
    bare = f"0{bare}" if bare.startswith(".") else bare
    return bare if bare == "0" else sign + bare


def decimal_mark_of(texts: Iterable[str]) -> str:
    """ "." or "," where some number of the column shows it and none shows the other; "" where nothing decides.

    12.5 and 1,234.50 show a point, 12,5 and 1.234,50 a comma; 1,234 and 1.234 show nothing."""
    seen = {mark for number in _marked_numbers(texts) if (mark := _shown_by(number))}
    return seen.pop() if len(seen) == 1 else ""


def two_meanings_in(texts: Iterable[str]) -> str:
    """The first number of the column that may be a thousandfold of itself, such as 1,234; "" if there is none."""
    return next((number for number in _marked_numbers(texts) if _TWO_MEANINGS.fullmatch(number)), "")


def _marked_numbers(texts: Iterable[str]) -> Iterator[str]:
    """The numbers of the texts, for those that have a point or a comma in a number; most have none."""
    for text in texts:
        if _MARKED.search(text):
            yield from _NUMERALS.findall(spelled_out(text))


def _shown_by(number: str) -> str:
    if _TWO_MEANINGS.fullmatch(number):
        return ""
    if _POINT_GROUPS.fullmatch(number) or _DECIMAL_COMMA.fullmatch(number):
        return COMMA
    return POINT if "." in number and (_WHOLE.fullmatch(number) or _COMMA_GROUPS.fullmatch(number)) else ""
