"""The words of a text, as the search knows them: one place for what is written and for what is asked. Pure.

A word is found under several forms: as it is written, without accents, with "ue" for "ü", and without the ending of an
English plural. There is no other stem: `housing` is not `house`. Scripts that put no spaces between words are taken as
pairs of neighbouring characters; in Arabic, the kinds of alef and the article are folded.

Whoever changes what `words_of` gives must raise VERSION; a task then writes all words again.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from typing import Literal
from zlib import crc32

VERSION = 1
MAX_FORM = 60  # characters
MAX_WORDS = 10_000  # of one text; Postgres keeps 16,383 places
MAX_ASKED = 24  # different words of a question

Weight = Literal["A", "B", "C", "D"]


@dataclass(frozen=True, slots=True)
class Word:
    """`written`: the forms under which it is stored. `asked`: those by which it is looked for, any of them; none for
    the last character of a run without spaces, which its pair has already."""

    written: tuple[str, ...]
    asked: tuple[str, ...]


def words_of(text: str) -> Iterator[Word]:
    """The words in their order; at most MAX_WORDS."""
    return islice(_words(_plain(text)), MAX_WORDS)


def vector_of(texts: Iterable[tuple[str, Weight]]) -> str:
    """A `tsvector` as Postgres reads it, of texts with their weights. No phrase goes from one text into the next."""
    places: dict[str, list[str]] = {}
    place = 0
    for text, weight in texts:
        for word in islice(words_of(text), max(MAX_WORDS - place, 0)):
            place += 1
            for form in word.written:
                places.setdefault(form, []).append(f"{place}{weight}")
        place += 1
    return " ".join(f"'{form}':{','.join(found)}" for form, found in places.items())


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody typed, as `tsquery` texts. `groups`: each of them has words or phrases of which one must be there
    if all is asked for. `phrases`: those in quotes; `without`: those after a minus. `terms`: single words, for ranking;
    `needed`: those of them that must be there if all is asked for, because no "or" stands beside them.
    """

    groups: tuple[str, ...]
    phrases: tuple[str, ...]
    without: tuple[str, ...]
    terms: tuple["Term", ...]
    needed: tuple["Term", ...]

    def corrected(self, better: Mapping["Term", str]) -> "Asked":
        """With other words in the place of misspelt ones, for ranking."""
        terms = (Term(better[term], (better[term],)) if term in better else term for term in self.terms)
        return replace(self, terms=tuple(terms))

    @property
    def all(self) -> str:
        """A `tsquery` that wants every word, and none that is left out; blank where there is no word at all."""
        return " & ".join((*self.groups, *(f"!{each}" for each in self.without)))

    @property
    def must(self) -> str:
        """What holds of every answer: phrases in quotes are there, and what was left out is not. It may be blank."""
        return " & ".join((*self.phrases, *(f"!{each}" for each in self.without)))


@dataclass(frozen=True, slots=True)
class Term:
    """One word that is asked for: `typed`, as the person sees it, and its forms."""

    typed: str
    forms: tuple[str, ...]

    @property
    def query(self) -> str:
        return _any(self.forms)


PART = re.compile(r'(?P<minus>(?<!\S)-+\s*)?(?:"(?P<phrase>[^"]*)"?|(?P<loose>[^\s"]+))')


def asked(question: str) -> Asked:
    """In the syntax of web search: a phrase in quotes, "or" between two words, and a minus before what is left out."""
    groups: list[list[tuple[str, list[Term]]]] = []
    phrases: list[str] = []
    without: list[str] = []
    joins = False
    for part in PART.finditer(question):
        loose = part["loose"] or ""
        text = loose.lstrip("-") if loose else part["phrase"] or ""
        if text.casefold() == "or" and loose:
            joins = bool(groups)
            continue
        placed = [(at, Term(word.asked[0], word.asked)) for at, word in enumerate(words_of(text)) if word.asked]
        words = [word for _, word in placed[:MAX_ASKED]]
        if not words:
            continue
        phrase = f"({_in_a_row(placed[:MAX_ASKED])})"
        if part["minus"] or loose.startswith("-"):
            without.append(phrase)
            continue
        if not joins:
            groups.append([])
        groups[-1].append((phrase, words))
        joins = False
        if not loose:
            phrases.append(phrase)
    del groups[MAX_ASKED:], phrases[MAX_ASKED:], without[MAX_ASKED:]
    terms = dict.fromkeys(term for group in groups for _, words in group for term in words)
    needed = dict.fromkeys(term for group in groups if len(group) == 1 for term in group[0][1])
    return Asked(
        groups=tuple(f"({' | '.join(phrase for phrase, _ in group)})" for group in groups),
        phrases=tuple(phrases),
        without=tuple(without),
        terms=tuple(terms)[:MAX_ASKED],
        needed=tuple(needed)[:MAX_ASKED],
    )


def _in_a_row(placed: Sequence[tuple[int, Term]]) -> str:
    """Words as far from each other as in the text: the last character of a run without spaces has a place, too."""
    following = (f" <{at - before}> {word.query}" for (before, _), (at, word) in pairwise(placed))
    return placed[0][1].query + "".join(following)


def _any(forms: tuple[str, ...]) -> str:
    quoted = [f"'{form}'" for form in forms]
    return quoted[0] if len(quoted) == 1 else f"({' | '.join(quoted)})"


# --- Forms of a word -----------------------------------------------------------------------------------------------

_MARKS = "".join(char for char in map(chr, range(0x300, 0x1F000)) if unicodedata.category(char)[0] == "M")
_PILE = re.compile(f"([{_MARKS}]{{30}})[{_MARKS}]+")
_UNSEEN = dict.fromkeys([0xAD, *range(0x200B, 0x2010), 0x2060, 0xFEFF, 0x640])  # with the Arabic stroke that lengthens
# Han, kana, Hangul, Thai, Lao, Burmese, Khmer. Korean has spaces, but puts its particles to the word.
_UNSPACED = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303b\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
    "\u1100-\u11ff\uac00-\ud7af\u0e01-\u0e3a\u0e40-\u0eff\u1000-\u109f\u1780-\u17d3"
)
# "c++" and "c#" are words.
_TOKEN = re.compile(f"(?P<run>[{_UNSPACED}]+)|(?P<word>(?:(?![{_UNSPACED}])[^\\W_]|[{_MARKS}])+(?:\\+\\+|\\#(?!\\w))?)")
# Accents of Latin, Greek and Cyrillic, points of Hebrew, vowels and hamza of Arabic. The vowel signs of Indian scripts
# are not among them: without those, other words would remain.
_ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]")
_LETTERS = str.maketrans(
    "øłđıħŧðþæœٱىةکیھہ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹",
    "oldihtdtaoايهكيهه01234567890123456789",
)
_TWO_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae", "œ": "oe", "þ": "th"})
_ARTICLE = re.compile("^(?:[وف]?(?:ال|بال|كال)|و?لل)(?=.{3})")


def _plain(text: str) -> str:
    """In compatible, composed small letters, at most twice as long: a hostile character becomes 18 others."""
    seen = _PILE.sub(r"\1", text.translate(_UNSEEN))
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", seen).casefold())[: 2 * len(text)]


def _words(plain: str) -> Iterator[Word]:
    for token in _TOKEN.finditer(plain):
        run = token["run"]
        if run is None:
            forms = _forms(token["word"][:MAX_FORM])
            yield Word(forms, forms)
        elif len(run) == 1:
            yield Word((run,), (run,))
        else:
            yield from (Word((run[at], run[at : at + 2]), (run[at : at + 2],)) for at in range(len(run) - 1))
            yield Word((run[-1],), ())


def _forms(word: str) -> tuple[str, ...]:
    """The word as it is written, and its other forms."""
    folded = _folded(word)
    others = [folded, _folded(word.translate(_TWO_LETTERS)), _singular(folded), _ARTICLE.sub("", folded)]
    return tuple(dict.fromkeys([word, *filter(None, others)]))


def _folded(word: str) -> str:
    if word.isascii():
        return word
    bare = _ACCENTS.sub("", unicodedata.normalize("NFD", word)).translate(_LETTERS)
    return unicodedata.normalize("NFC", bare)


_PLURALS = (
    (re.compile(r"(?<![aeiou])ies$"), "y"),
    (re.compile(r"(?<=ch|sh|ss)es$|(?<=[xz])es$"), ""),
    (re.compile(r"(?<![aeo])es$"), "e"),
    (re.compile(r"(?<![us])s$"), ""),
)


def _singular(word: str) -> str:
    """Without the ending of an English plural. Source: the s-stemmer of Harman 1991, "How effective is suffixing?"."""
    if len(word) > 3:
        for ending, instead in _PLURALS:
            if ending.search(word):
                return ending.sub(instead, word)
    return word


# --- Words that are nearly the same --------------------------------------------------------------------------------

MIN_LETTERS = 4  # a shorter word is near to too many others


def may_be_misspelt(word: str) -> bool:
    return MIN_LETTERS <= len(word) <= 40 and word.isalpha() and not re.search(f"[{_UNSPACED}]", word)


def near_keys(word: str) -> list[int]:
    """Numbers of which two words share one if a letter less, more or other, or two in the other order, is all that
    tells them apart; other words may share one too. Each is the hash (32 bits, signed) of the word with at most one
    letter left out. Source: symmetric deletion, Garbe 2012."""
    shorter = {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}
    return sorted(crc32(each.encode()) - 2**31 for each in shorter)
