"""The shape of one entry of `tables`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.apps import apps
from django.db.models import Model, Q, QuerySet

from marketplace.accounts.models import User

# Words that many entries share.
WHILE_ACCOUNT = "as long as the account"
WHILE_IDEA = "as long as the idea"
COUNTED = "Others' scores are counted from it."
MADE = "The machine makes it from the rest."
OF_OTHERS = "What others gave, and you only decided about."


class Fate(StrEnum):
    """What becomes of a person's rows when they delete their account."""

    GOES = "goes"
    NAMELESS = "stays, without the name"
    CHOSEN = "goes or stays without the name, as the person chooses"
    NOT_THEIRS = "stays: it does not say who it was"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalTable:
    """A table that holds something about people.

    `model`: its label. `people`: the columns that point to a person. `what`, `why`, `how_long`: in plain words, for the
    page and for `docs/privacy.md`. `fate` and `on_leaving`: what becomes of it, and a word more where one is needed.

    `in_file`: how a row is known to belong in somebody's download: lookups that end at a person. `by_address`: columns
    with a mail address, compared with the person's confirmed one. `not_in_file`: why it, or one of `people`, is not in
    the download. `withheld`: columns that are not in the download, with the reason; those that point to people or
    belong to the machinery are left out of all (`download.py`).
    """

    model: str
    people: tuple[str, ...] = ()
    what: str
    why: str
    how_long: str
    fate: Fate
    on_leaving: str = ""
    in_file: tuple[str, ...] = ()
    by_address: tuple[str, ...] = ()
    not_in_file: Mapping[str, str] = field(default_factory=dict)
    withheld: Mapping[str, str] = field(default_factory=dict)

    @property
    def table(self) -> type[Model]:
        return apps.get_model(self.model)

    @property
    def becomes(self) -> str:
        return f"{self.fate}; {self.on_leaving}" if self.on_leaving else str(self.fate)

    def rows_of(self, person: User) -> QuerySet[Model]:
        """The person's rows, by id. Without a lookup there are none."""
        theirs = Q(pk__in=[])
        for lookup in self.in_file:
            theirs |= Q((lookup, person.pk if lookup == "pk" else person))
        if person.confirmed and person.email:
            for column in self.by_address:
                theirs |= Q((f"{column}__iexact", person.email))
        return self.table._default_manager.filter(theirs).order_by("pk")


@dataclass(frozen=True, slots=True)
class TableGroup:
    """Tables under one heading of the privacy page."""

    heading: str
    tables: tuple[PersonalTable, ...]
