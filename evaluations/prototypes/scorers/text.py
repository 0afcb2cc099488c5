"""Texts without the differences that do not matter to a careful reader. What changes a meaning stays: signs, powers,
and the punctuation inside addresses, paths, codes, grades and versions."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from .accents import stream_safe

# Letters of scripts that put spaces between words; in the others a word may follow another directly.
SPACED = r"[^\W_\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\uffff]"
UNSPACED = re.compile(rf"(?!{SPACED})[^\W\d_]")
_WORD = re.compile(rf"{SPACED}(?:{SPACED}|(?<=\d)[.,:\-](?=\d))*|[^\W_]")

_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_OTHER_DIGIT = re.compile(r"[^\D0-9]")  # of Arabic, Devanagari and other scripts
_POWER = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+")
# Signs of whole units, as one for square metres, in letters: NFKC would make m2 of m².
_SQUARE_UNITS = {
    code: "".join(chr(int(part, 16)) for part in unicodedata.decomposition(chr(code)).split()[1:])
    for code in range(0x3300, 0x3400)
    if "00B2" in unicodedata.decomposition(chr(code)) or "00B3" in unicodedata.decomposition(chr(code))
}
_DASHES = dict.fromkeys("‐‑‒–−﹣－", "-") | dict.fromkeys("—―﹘", " - ")
_REPLACED = str.maketrans(_DASHES | dict.fromkeys("\u00ad\u200b\u2060\ufeff", "") | _SQUARE_UNITS | {"ı": "i"})
_MIXED = re.compile(r"(?<!\d)(\d*) ?([¼½¾⅐-⅞])")  # begins at a number's first digit, so that each is read once

# Part of a name or an amount rather than of the sentence around it: C#, R&D, @ann, /etc.
_MEANINGFUL = frozenset("#%&@/\\")
_APOSTROPHES = "'’ʼ`"
_CLOSING = {")": "(", "]": "[", "}": "{", ">": "<"}
_JOINED_WORDS = re.compile(rf"[^\W\d_]+(?:[{_APOSTROPHES}-][^\W\d_]+)+")
_BETWEEN_WORDS = re.compile(r"(?<=[^\W\d_])(?:[,;!?]+|\.{2,})(?=[^\W\d_])")
_SLASHED_WORDS = re.compile(r"[^\W\d_]+(?:/[^\W\d_]+)+")
_LONE_MINUS = re.compile(r"^- (?=[\d.,]+$)")
_GRADE = re.compile(r"(?=.{0,2}[^\W\d_])\w{1,3}")


def folded(text: str) -> str:
    """The text without differences of case, spacing, kinds of dashes and Unicode form; other punctuation stays.

    Of Unicode's NFKC form, but 10² is 10^2 and not 102, and 1½ is 1.5 and not 11⁄2. The Turkish i, with a dot or
    without, is an i."""
    if text.isascii():
        return " ".join(text.casefold().split())
    whole = unicodedata.normalize("NFKC", stream_safe(_compatible(text).casefold()))
    whole = _OTHER_DIGIT.sub(lambda digit: str(unicodedata.digit(digit[0])), whole)
    return " ".join(whole.replace("i\u0307", "i").translate(_REPLACED).split())


def cased(text: str) -> str:
    """`folded`, but with its capital letters."""
    if text.isascii():
        return " ".join(text.split())
    whole = _OTHER_DIGIT.sub(lambda digit: str(unicodedata.digit(digit[0])), _compatible(text))
    return " ".join(whole.translate(_REPLACED).split())


def _compatible(text: str) -> str:
    """NFKC, with powers and fractions in the signs of ASCII."""
    whole = _MIXED.sub(_fraction, text.translate(_REPLACED))
    whole = _POWER.sub(lambda run: "^" + run[0].translate(_RAISED), whole)
    return unicodedata.normalize("NFKC", stream_safe(whole))


def _fraction(mixed: re.Match[str]) -> str:
    """1½ as 1.5; a third, which has no end as a decimal, as 1/3 after a space."""
    part = unicodedata.numeric(mixed[2])
    decimals = f"{part:.3f}".rstrip("0")
    if float(decimals) == part:
        return f"{mixed[1] or '0'}{decimals[1:]}"
    upper, _, lower = unicodedata.normalize("NFKC", mixed[2]).partition("⁄")
    return f"{mixed[1]} {upper}/{lower}"


def normalized(text: str) -> str:
    """`folded`, and without the punctuation around words; that inside a number, a name or an address counts.

    A text of nothing but punctuation stays as it is, so that "?" and "!" differ."""
    whole = _LONE_MINUS.sub("-", folded(text))
    measures = [mark for mark in "'\"" if whole.count(mark) == 1]  # 5' and 5" are feet and inches; "5" is quoted
    return " ".join(bare for token in whole.split(" ") for bare in _bare(token, measures)) or whole


def words(text: str) -> list[str]:
    """The words of a text without differences of case; in scripts without spaces every character is one."""
    return _WORD.findall(folded(text))


def _bare(token: str, measures: Sequence[str]) -> Iterator[str]:
    """The words of a token without spaces. "co-op" is two, "a-b.com" and "10:30" are one."""
    if token.rstrip(".,;:!?").isalnum():  # most of them
        yield token.rstrip(".,;:!?")
        return
    core = _without_closing(_without_opening(token), measures)
    pieces = _BETWEEN_WORDS.split(core)
    if len(pieces) > 1:
        for piece in pieces:
            yield from _bare(piece, measures)
    elif _JOINED_WORDS.fullmatch(core):
        yield from re.sub(f"[{_APOSTROPHES}]", "", core).split("-")
    elif _SLASHED_WORDS.fullmatch(core):
        yield core.replace("/", " / ")
    elif core:
        yield core


def _without_opening(token: str) -> str:
    """Without the punctuation before the first word, but with a sign: -4, -x, .5."""
    start = 0
    while start < len(token) and _is_around(token[start]) and not _is_sign(token, start):
        start += 1
    return token[start:]


def _is_sign(token: str, place: int) -> bool:
    return token[place] in "-." and token[place + 1 : place + 2].isalnum()


def _without_closing(token: str, measures: Sequence[str]) -> str:
    """Without the punctuation after the last word, but with what belongs to it: f(x), grade A-, 5'."""
    end = len(token)
    if not end or not _is_around(token[-1]):
        return token
    held = Counter(token)  # of the characters before `end`
    while end and _is_around(token[end - 1]) and not _closes_own(token[end - 1], held):
        end -= 1
        held[token[end]] -= 1
    after = token[end : end + 1]
    is_grade = after == "-" and token[end + 1 : end + 2] != "-" and _GRADE.fullmatch(token[:end])
    is_measure = after in measures and token[end - 1 : end].isdigit()
    return token[: end + 1] if is_grade or is_measure else token[:end]


def _closes_own(last: str, held: Mapping[str, int]) -> bool:
    """Whether the last character of a token closes a bracket that was opened inside. `held`: counts of all of them."""
    opened = _CLOSING.get(last)
    return opened is not None and held[opened] >= held[last]


def _is_around(char: str) -> bool:
    return char not in _MEANINGFUL and (unicodedata.category(char).startswith("P") or char in _APOSTROPHES)
