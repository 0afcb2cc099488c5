"""How a tag is written, and the ends of the addresses of tags and ideas, in every script. Pure.

Letters stay as they are: a browser shows `/tags/図書館`, and Django sends it percent-encoded. A transliteration would
give two words one address, and nobody could read their own language in it. So an address holds letters, digits, the
marks that combine with them (the vowels of Thai and Hindi), and hyphens; `FORM` is its form in Postgres. Signs that
mean something in an address are spelt, so no place that makes one needs care: `c#` is `c-sharp`, `c++` is
`c-plus-plus`, `.net` is `dot-net`.

What looks the same is the same: full-width letters, ligatures and other compatibility forms (Unicode's NFKC), and all
that cannot be seen, joiners among it. Letters of two scripts that look alike stay two: nothing tells which was meant.
"""

import re
import unicodedata

from .texts import shows_nothing

MAX_TAG_ADDRESS = 40  # characters; three bytes each in most scripts, nine when percent-encoded
MAX_IDEA_ADDRESS = 80  # characters of a title in it
MAX_SLUG = MAX_IDEA_ADDRESS + 10  # characters with what tells it from another idea's
# With what is put behind it, a file that is named by an idea must stay below the 255 bytes of a file's name.
MAX_IDEA_BYTES = 180  # in UTF-8

# Of ASCII only small letters, digits, the hyphen, and the underscore of old addresses; no space, nothing that cannot be
# seen or that turns the direction.
FORM = r"^[^\u0001-\u002c./:-\u005e\u0060\u007b-\u00a0\u00ad\u061c\u200b-\u200f\u2028-\u202f\u205f-\u206f\ufeff]+$"
TAG_PATH = r"[^/\x00]{1,40}"  # as people type it; the page leads to the tag's own address
IDEA_PATH = f"[-_a-z0-9\u0080-\U0010ffff]{{1,{MAX_SLUG}}}"

# Typed inside a word, in one of many ways or not at all: women's, צה״ל, пʼять, and the stroke that widens Arabic words.
_WITHIN_WORDS = re.compile("['\"`´‘’“”\u02bb\u02bc\u05f3\u05f4\u0640]")
_JOINERS = "\u200c\u200d"  # Persian and the scripts of India need them between letters
_BEGINS_A_WORD = re.compile(r"(?<!\S)\.(?=\w)")
_ENDS_A_WORD = re.compile(r"(?<=\w)#")
_DOTTED_I = re.compile("i\u0307+")  # lower case leaves the dot of a Turkish İ as a mark on an i that has its own
_LAST_SIGMA = re.compile(r"(?<=\w)σ(?!\w)")


def tag_name(typed: str) -> str:
    """How a tag is shown: in lower case, with nothing that cannot be seen; without the # of a hashtag. In NFC."""
    seen = "".join(char for char in typed if char.isspace() or char in _JOINERS or not shows_nothing(char))
    name = " ".join(_DOTTED_I.sub("i", _compatible(seen).lower()).split()).lstrip("# ")
    return "" if shows_nothing(name) else unicodedata.normalize("NFC", name)


def tag_slug(name: str) -> str:
    """The end of the address of a tag, by which two tags are the same, in any case; blank without a letter or digit.

    Case is folded as Unicode says, so that `straße` and `STRASSE` are one tag."""
    return _LAST_SIGMA.sub("ς", _hyphened(_plain(tag_name(name)).casefold()))


def idea_slug(title: str) -> str:
    """The end of the address of an idea; blank without a letter or digit."""
    whole = _hyphened(_plain(title).lower())
    end = len(whole)
    while end > MAX_IDEA_ADDRESS or len(whole[:end].encode()) > MAX_IDEA_BYTES or _is_mark(whole[end : end + 1]):
        end -= 1
    return whole[:end].strip("-")


def _plain(text: str) -> str:
    """The text without what cannot be seen, and with one way to write each letter."""
    return _compatible("".join(char for char in text if char.isspace() or not shows_nothing(char)))


def _compatible(text: str) -> str:
    """The text in NFKC; but with the vowel am of Thai and Lao in one piece, as fonts want it."""
    plain = unicodedata.normalize("NFKC", text)
    return plain.replace("\u0e4d\u0e32", "\u0e33").replace("\u0ecd\u0eb2", "\u0eb3")


def _hyphened(text: str) -> str:
    """The words with hyphens between them; blank without a letter or digit."""
    bare = _compatible(_DOTTED_I.sub("i", _WITHIN_WORDS.sub("", _compatible(text))))
    spelt = _ENDS_A_WORD.sub(" sharp ", _BEGINS_A_WORD.sub("dot ", bare)).replace("+", " plus ")
    return "-".join(_words(spelt)) if _words(bare) else ""


def _words(text: str) -> list[str]:
    """A word is a letter or digit and all letters, digits and marks after it."""
    kept = "".join(char if char.isalnum() or _is_mark(char) else " " for char in text)
    return [word for word in (part[_first_letter(part) :] for part in kept.split()) if word]


def _first_letter(word: str) -> int:
    return next((place for place, char in enumerate(word) if char.isalnum()), len(word))


def _is_mark(char: str) -> bool:
    """Whether it combines with the letter before it, but for frames around it: those are signs, as of a key."""
    return char != "" and unicodedata.category(char) in ("Mn", "Mc")


class TagAddress:
    """For the paths of Django: whatever may mean a tag."""

    regex = TAG_PATH

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class IdeaAddress:
    """For the paths of Django: the end of the address of an idea, in whatever form of Unicode it comes."""

    regex = IDEA_PATH

    def to_python(self, value: str) -> str:
        return unicodedata.normalize("NFC", value)

    def to_url(self, value: str) -> str:
        return value
