"""Documents among which `search` looks: read from a file or a paste, and checked.

A document is a pair, its name and its text. An example expects documents by name, one in each line."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from evaluations.prototypes.scorers import folded

from .columns import NAME_NAMES, TEXT_NAMES, Columns
from .files import Form, parse
from .problems import MOST_BYTES, Parsed, Problem, bytes_of, short, unfit

MOST_DOCUMENTS = 500
MOST_DOCUMENT_CHARACTERS = 100_000
MOST_NAME_CHARACTERS = 200
PLAIN = (".txt", ".md")  # files that are one document each, which has their name without the ending

COLUMNS = Columns(
    noun="document",
    first="name",
    second="text",
    first_names=NAME_NAMES,
    second_names=TEXT_NAMES,
    in_words="a name and a text",
    most_characters=MOST_DOCUMENT_CHARACTERS,
)

Document = tuple[str, str]
_Numbered = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class CheckedDocuments:
    """`documents`: stripped, without blank ones, in the author's order."""

    documents: list[Document] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def by_name(self) -> dict[str, str]:
        """Each name as it is spelled, by the name without differences of case and spacing."""
        return {folded(name): name for name, _ in self.documents}


def parse_documents(text: str, form: Form = "auto") -> Parsed:
    """The documents in the text of a file or a paste: CSV, TSV or JSON Lines with the columns name and text, as
    `rows` of pairs. What cannot be read is a problem, never an exception; read the bytes of a file by `decode`."""
    return parse(text, form, COLUMNS)


def check_documents(documents: Sequence[Document]) -> CheckedDocuments:
    """What keeps these documents from being searched, and the documents as they would be. Numbered from 1 as given."""
    stripped = [(number, " ".join(name.split()), text.strip()) for number, (name, text) in enumerate(documents, 1)]
    typed = [document for document in stripped if document[1] or document[2]]
    kept = [(name, text) for _, name, text in typed]
    if problem := _size_problem(kept):
        return CheckedDocuments(kept, [problem])
    return CheckedDocuments(kept, [*(one for each in typed for one in _problems(each)), *_repeated_names(typed)])


def named_in(expected: str, by_name: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """The documents that an expected output names, each once and as it is spelled, and the names of none."""
    named = {_name_in(folded(line), by_name): line.strip() for line in expected.splitlines() if line.strip()}
    known = [by_name[name] for name in named if name in by_name]
    return known, [line for name, line in named.items() if name not in by_name]


def _name_in(name: str, by_name: Mapping[str, str]) -> str:
    """A document is also meant by the name of the file from which it came, "fines.txt"."""
    spellings = (name, *(name.removesuffix(ending) for ending in PLAIN))
    return next((spelling for spelling in spellings if spelling in by_name), name)


def _size_problem(documents: Sequence[Document]) -> Problem | None:
    size = bytes_of(documents)
    if len(documents) > MOST_DOCUMENTS:
        spare = len(documents) - MOST_DOCUMENTS
        why = f"{len(documents):,} documents; the most is {MOST_DOCUMENTS}. Leave {spare:,} out."
    elif size > MOST_BYTES:
        why = f"The documents hold {size:,} bytes; the most is {MOST_BYTES:,} in all. Leave some out, or shorten them."
    else:
        return None
    return Problem(None, "documents", why)


def _problems(document: _Numbered) -> Iterator[Problem]:
    number, name, text = document
    if not name:
        yield _problem(number, f"Document {number} has no name. Name it, so that examples can expect it.")
    if not text:
        yield _problem(number, f"Document {number} ({short(name)}) has no text. Fill it in, or leave the document out.")
    if why := unfit(name, MOST_NAME_CHARACTERS, leave_out="the document"):
        yield _problem(number, f"The name of document {number} {why}")
    if why := unfit(text, MOST_DOCUMENT_CHARACTERS, leave_out="the document"):
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
