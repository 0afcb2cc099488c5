"""Numbers in words and in Roman numerals, and names of months: in English, German and French."""

import re
from functools import lru_cache

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen",
    "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn"
    " achtzehn neunzehn",
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit"
    " dix-neuf",
)
_TENS = (
    "twenty thirty forty fifty sixty seventy eighty ninety hundred",
    "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig hundert",
    "vingt trente quarante cinquante soixante soixante-dix quatre-vingts quatre-vingt-dix cent",
)
_ORDINALS = ("zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth",)
_MONTHS = (
    "jan feb mar apr may jun jul aug sep oct nov dec",
    "jän feb mär apr mai jun jul aug sep okt nov dez",
    "jan fév mar avr mai jui jul aoû sep oct nov déc",
)


def _counted(lists: tuple[str, ...], first: int = 0, step: int = 1) -> dict[str, int]:
    return {word.casefold(): step * number for words in lists for number, word in enumerate(words.split(), first)}


_TEN = _counted(_TENS, 2, 10)
_NUMBERS = _counted(_ORDINALS) | _counted(_ONES) | _TEN
_MONTH = _counted(_MONTHS, 1)

_ROMAN = re.compile("m{0,3}(?:cm|cd|d?c{0,4})(?:xc|xl|l?x{0,4})(?:ix|iv|v?i{0,4})")
_LETTERS = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1_000}


@lru_cache(maxsize=10_000)
def number_word(word: str) -> int | None:
    """Of "seven", "twenty-three" and "dreiundzwanzig"; None for a word that is no number."""
    lower = word.casefold()
    if lower in _NUMBERS:
        return _NUMBERS[lower]
    for tens, between, ones in (lower.partition("-"), lower.partition("und")[::-1]):
        if between and tens in _TEN and 0 < _NUMBERS.get("eins" if ones == "ein" else ones, 0) < 10:
            return _TEN[tens] + _NUMBERS["eins" if ones == "ein" else ones]
    return None


def month(word: str) -> int | None:
    """1 to 12, by the first three letters: Maye is May, and Octobris October."""
    return _MONTH.get(word.casefold()[:3])


def roman(word: str) -> int | None:
    """Of "vii", also as old hands wrote it, with four equal letters."""
    lower = word.casefold()
    if not lower or not _ROMAN.fullmatch(lower):
        return None
    values = [_LETTERS[letter] for letter in lower]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))
