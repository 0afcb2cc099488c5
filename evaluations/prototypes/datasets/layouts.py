"""Where the rows of a table begin, whether names of columns stand above them, and which two columns are meant.

What the rows settle nearly, a notice says. What they do not settle has two layouts, among which the author chooses."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from .columns import ENOUGH, ColumnPair, Record, Wanted, evidence_of_names, filled_columns, quoted

MAX_TITLES = 10  # rows before the names of the columns
MIN_ROWS_TO_DOUBT = 3  # a paste of one or two rows has no room for names


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the rows begin, their number of columns, and which of these are wanted. `names`: of the columns; none where
    the first row is an example. `evidence`: how much speaks for names above the rows."""

    begins: int
    width: int
    wanted: Wanted
    names: Record = ()
    notices: list[str] = field(default_factory=list)
    evidence: int = ENOUGH


def naming_record(records: Sequence[Record], columns: ColumnPair) -> tuple[int, Wanted] | None:
    """The index of the record that names both columns by known names, if it is among the first, and the two."""
    filled = [index for index, record in enumerate(records[: 2 * MAX_TITLES]) if any(record)]
    found = ((index, columns.find(records[index])) for index in filled[: MAX_TITLES + 1])
    return next(((index, wanted) for index, wanted in found if wanted), None)


def layouts_of(records: Sequence[Record], width: int, columns: ColumnPair) -> list[Layout]:
    """The likeliest first, and another one if that is near; none where the two columns cannot be told.

    `width`: the commonest number of columns."""
    if naming := naming_record(records, columns):
        place, wanted = naming
        names = records[place]
        return [Layout(place + 1, max(filled_columns([names])) + 1, wanted, names, _titles(records[:place]))]
    whole = [index for index, record in enumerate(records) if len(record) == width and any(record)]
    if not whole:
        return [Layout(0, 2, Wanted((0,), 1))]
    guesses = list(_with_names(records, whole, columns))
    if certain := next((layout for layout in guesses if layout.evidence >= ENOUGH), None):
        return [certain]
    plain = _without_names(records, whole, columns)
    if plain is None:
        return []
    doubtful = [layout for layout in guesses[-1:] if _may_name(layout, records, whole)]
    if not doubtful:
        return [plain]
    named, before = doubtful[0], records[: doubtful[0].begins - 1]
    otherwise = Layout(len(before), plain.width, plain.wanted, (), [*_titles(before), *_swapped(plain.wanted, columns)])
    return [named, otherwise] if named.evidence else [otherwise, named]


def _may_name(layout: Layout, records: Sequence[Record], whole: Sequence[int]) -> bool:
    """Whether nothing but titles is above the names, and no evidence against them."""
    has_titles_above = all(len(filled_columns([record])) < 2 for record in records[: layout.begins - 1])
    return layout.evidence >= 0 and len(whole) >= MIN_ROWS_TO_DOUBT and has_titles_above


def _with_names(records: Sequence[Record], whole: Sequence[int], columns: ColumnPair) -> Iterator[Layout]:
    """With each row of full width as names that may be: those after a blank line, the last first, and the first."""
    rows = [records[index] for index in whole]
    heads = [place for place in range(min(len(rows), MAX_TITLES)) if len(filled_columns([rows[place]])) > 1] or [0]
    after_blank = [place for place in heads[1:] if not any(records[whole[place] - 1])]
    for place in [*after_blank[::-1], heads[0]]:
        head, body, titles = rows[place], rows[place + 1 :], _titles(records[: whole[place]])
        if wanted := columns.guess(head, body):
            narrow = bool(titles) and place == heads[0]  # they have one cell, and so come before names
            evidence = evidence_of_names(head, body, wanted, columns) + narrow
            said = f"{_first_row(head, wanted)} the names of the columns."
            width = _width([head, *body], wanted)
            yield Layout(whole[place] + 1, width, wanted, head, [*titles, said], evidence)


def _without_names(records: Sequence[Record], whole: Sequence[int], columns: ColumnPair) -> Layout | None:
    rows = [records[index] for index in whole]
    head, body = rows[0], rows[1:]
    wanted = columns.guess(head, body)
    if wanted is None:
        return None
    notices = []
    if body and evidence_of_names(head, body, wanted, columns) >= -ENOUGH:
        otherwise = f"If it names the columns, write {columns.first} and {columns.second} instead."
        notices.append(f"{_first_row(head, wanted)} {columns.noun} 1. {otherwise}")
    return Layout(0, _width(rows, wanted), wanted, (), [*notices, *_swapped(wanted, columns)])


def _swapped(wanted: Wanted, columns: ColumnPair) -> list[str]:
    if wanted.first[0] < wanted.second:
        return []
    return [f"The second column was read as the {columns.first}, because the first one repeats."]


def _width(rows: Sequence[Record], wanted: Wanted) -> int:
    return max(*filled_columns(rows), *wanted.first, wanted.second) + 1


def _first_row(head: Record, wanted: Wanted) -> str:
    return f"The first row, {quoted([head[wanted.first[0]], head[wanted.second]])}, was read as"


def _titles(records: Sequence[Record]) -> list[str]:
    """What stands before the names of the columns."""
    titles = [" ".join(cell.strip() for cell in record if cell.strip()) for record in records]
    return [f"{quoted(titles)} before the table was left out."] if (titles := [each for each in titles if each]) else []
