"""The documents of `search`: read from a file or a paste, checked, and cut into parts that can be embedded.

A document is a pair, its name and its text. An example expects documents by name, one per line."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from evaluations.prototypes.recipes.messages import estimated_tokens
from evaluations.prototypes.scorers import folded

from .columns import ColumnPair, quoted
from .files import FileFormat, parse
from .problems import MAX_BYTES, Parsed, Problem, bytes_of, short, unfit

MAX_DOCUMENTS = 500
MAX_DOCUMENT_CHARACTERS = 100_000
MAX_NAME_CHARACTERS = 200
PLAIN = (".txt", ".md")  # such a file is one document, named as the file without the ending

NAME_NAMES = ("name", "title", "id", "document", "file", "filename", "path")
TEXT_NAMES = ("text", "body", "content", "contents", "document", "passage", "description")

COLUMNS = ColumnPair(
    noun="document",
    first="name",
    second="text",
    first_names=NAME_NAMES,
    second_names=TEXT_NAMES,
    in_words="a name and a text",
    max_characters=MAX_DOCUMENT_CHARACTERS,
)

NamedText = tuple[str, str]
WINDOW = 200  # tokens by a safe estimate, where the embedding model reads 256
OVERLAP = 40  # tokens that a part repeats from the one before, so that a thought that is cut is also whole somewhere

_SENTENCE = re.compile(r"(?:[^.!?。！？\n]|[.!?](?!\s))+(?:[.!?。！？]+\s*|\n+|$)|[.!?。！？\n]+\s*")


class _Numbered(NamedTuple):
    number: int
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class CheckedDocuments:
    """`documents`: stripped, without blank ones, in the author's order, and of those with one text the first.
    `also`: the names of the others, each with that of the first. `notices`: what was taken as one."""

    documents: list[NamedText] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    also: dict[str, str] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)

    @property
    def by_name(self) -> dict[str, str]:
        """The name of a document as it is spelled, by the folded form of each of its names."""
        return {
            folded(other): name for other, name in [*self.also.items(), *((name, name) for name, _ in self.documents)]
        }


def parse_documents(text: str, file_format: FileFormat = "auto", chosen: str = "") -> Parsed:
    """The documents in the text of a file or a paste: CSV, TSV or JSON Lines with the columns name and text, as
    `rows` of pairs. What cannot be read is a problem, never an exception; read the bytes of a file by `decode`."""
    return parse(text, file_format, COLUMNS, chosen)


def check_documents(documents: Sequence[NamedText]) -> CheckedDocuments:
    """The documents as they would be searched, and the problems that prevent it. Numbered from 1 as given."""
    stripped = [
        _Numbered(number, " ".join(name.split()), text.strip()) for number, (name, text) in enumerate(documents, 1)
    ]
    typed = [document for document in stripped if document.name or document.text]
    kept = [(name, text) for _, name, text in typed]
    if problem := _size_problem(kept):
        return CheckedDocuments(kept, [problem])
    problems = [*(one for each in typed for one in _problems(each)), *_repeated_names(typed)]
    return _with_each_text_once(kept, problems)


def _with_each_text_once(documents: Sequence[NamedText], problems: list[Problem]) -> CheckedDocuments:
    """A search cannot tell documents of one text apart, so they are one, and either name means it."""
    names: dict[str, list[str]] = {}
    for name, text in documents:
        names.setdefault(" ".join(text.split()) or name, []).append(name)
    once = [(name, text) for name, text in documents if names[" ".join(text.split()) or name][0] == name]
    alike = [group for group in names.values() if len(group) > 1]
    said = [
        f"The documents {quoted(group)} have the same text and are one, “{short(group[0])}”: a row may expect either."
        for group in alike
    ]
    return CheckedDocuments(once, problems, {other: group[0] for group in alike for other in group[1:]}, said)


def named_in(expected: str, by_name: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """The documents that an expected output names, each once and as it is spelled, and the names that are unknown."""
    named = {_name_in(folded(line), by_name): line.strip() for line in expected.splitlines() if line.strip()}
    known = dict.fromkeys(by_name[name] for name in named if name in by_name)
    return [*known], [line for name, line in named.items() if name not in by_name]


def _name_in(name: str, by_name: Mapping[str, str]) -> str:
    """The name of a document's file, "fines.txt", also means the document."""
    spellings = (name, *(name.removesuffix(ending) for ending in PLAIN))
    return next((spelling for spelling in spellings if spelling in by_name), name)


def _size_problem(documents: Sequence[NamedText]) -> Problem | None:
    size = bytes_of(documents)
    if len(documents) > MAX_DOCUMENTS:
        spare = len(documents) - MAX_DOCUMENTS
        why = f"{len(documents):,} documents; the most is {MAX_DOCUMENTS}. Leave {spare:,} out."
    elif size > MAX_BYTES:
        why = f"The documents hold {size:,} bytes; the most is {MAX_BYTES:,} in all. Leave some out, or shorten them."
    else:
        return None
    return Problem(None, "documents", why)


def _problems(document: _Numbered) -> Iterator[Problem]:
    number, name, text = document
    if not name:
        yield _problem(number, f"Document {number} has no name. Name it, so that examples can expect it.")
    if not text:
        yield _problem(number, f"Document {number} ({short(name)}) has no text. Fill it in, or leave the document out.")
    if why := unfit(name, MAX_NAME_CHARACTERS, leave_out="the document"):
        yield _problem(number, f"The name of document {number} {why}")
    if why := unfit(text, MAX_DOCUMENT_CHARACTERS, leave_out="the document"):
        yield _problem(number, f"The text of document {number} {why}")


def _repeated_names(documents: Sequence[_Numbered]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for number, name, _ in documents:
        other = first.setdefault(folded(name), number)
        if name and other != number:
            yield _problem(
                number, f'Documents {other} and {number} are both named "{short(name)}". Rename one of them.'
            )


def _problem(number: int, message: str) -> Problem:
    return Problem(None, "documents", message, document=number)


def chunks(text: str) -> list[str]:
    """The text in parts of about 200 tokens that end where a sentence does; a short text is one part."""
    if estimated_tokens(text.strip()) <= WINDOW:
        return [text.strip()] if text.strip() else []
    return list(_joined([piece for sentence in _SENTENCE.findall(text) for piece in _fitting(sentence)]))


def _joined(pieces: list[str]) -> Iterator[str]:
    window: list[str] = []
    for piece in pieces:
        if window and estimated_tokens("".join(window) + piece) > WINDOW:
            yield "".join(window).strip()
            window = _overlap(window)
            if estimated_tokens("".join(window) + piece) > WINDOW:
                window = []
        window.append(piece)
    if "".join(window).strip():
        yield "".join(window).strip()


def _overlap(window: list[str]) -> list[str]:
    """The last sentences of a part, at most OVERLAP tokens."""
    kept: list[str] = []
    while len(kept) < len(window) - 1 and estimated_tokens("".join(window[-len(kept) - 1 :])) <= OVERLAP:
        kept = window[-len(kept) - 1 :]
    return kept


def _fitting(sentence: str) -> Iterator[str]:
    """The sentence; one that is longer than a part in pieces, cut between words where it has any."""
    while estimated_tokens(sentence) > WINDOW:
        cut = sentence.encode("utf-8", "surrogatepass")[: 3 * WINDOW].decode("utf-8", "ignore")
        space = cut.rfind(" ")
        cut = cut[: space + 1] if space > 0 else cut
        yield cut
        sentence = sentence[len(cut) :]
    if sentence:
        yield sentence
