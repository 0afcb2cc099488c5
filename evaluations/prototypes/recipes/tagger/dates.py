"""The forms in which outputs write a date. Which of them is learnt: the one that writes all dates of the training rows
as they are."""

from calendar import month_name
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .kinds import DatePartKind

PARTS = (DatePartKind("year", 100, 9_999), DatePartKind("month", 1, 12), DatePartKind("day", 1, 31))


@dataclass(frozen=True, slots=True)
class DateForm:
    """`read`: for strptime; `write`: for str.format."""

    read: str
    write: str

    def parts(self, text: str) -> dict[str, int]:
        """Year, month and day. Raises ValueError."""
        date = datetime.strptime(text, self.read)  # noqa: DTZ007 (no moment in time)
        return {"year": date.year, "month": date.month, "day": date.day}

    def written(self, parts: Mapping[str, int]) -> str:
        return self.write.format(**parts, name=month_name[parts["month"]])

    def writes(self, text: Any) -> bool:
        try:
            return isinstance(text, str) and self.written(self.parts(text)) == text
        except ValueError:
            return False


_FORMS = (
    DateForm("%Y-%m-%d", "{year:04}-{month:02}-{day:02}"),
    DateForm("%Y/%m/%d", "{year:04}/{month:02}/{day:02}"),
    DateForm("%d.%m.%Y", "{day:02}.{month:02}.{year:04}"),
    DateForm("%d.%m.%Y", "{day}.{month}.{year:04}"),
    DateForm("%d/%m/%Y", "{day:02}/{month:02}/{year:04}"),
    DateForm("%d/%m/%Y", "{day}/{month}/{year:04}"),
    DateForm("%m/%d/%Y", "{month:02}/{day:02}/{year:04}"),
    DateForm("%m/%d/%Y", "{month}/{day}/{year:04}"),
    DateForm("%d %B %Y", "{day} {name} {year:04}"),
    DateForm("%B %d, %Y", "{name} {day}, {year:04}"),
)


def form_of(values: Sequence[Any]) -> DateForm | None:
    """None if the values are not all dates in one form."""
    return next((form for form in _FORMS if values and all(map(form.writes, values))), None)
