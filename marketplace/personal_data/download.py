"""All that is kept about a person as one JSON document, written piece by piece: nothing of it is held in memory.

Which rows and columns belong in it, and why something is left out, is in `tables`.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Field, ForeignKey
from django.utils import timezone

from ideas.models import Idea
from marketplace.accounts.models import User

from .table import PersonalTable
from .tables import TABLES

ABOUT = "Everything that this site keeps about you, table by table, and what is left out and why."
ROWS_AT_ONCE = 500


def document_of(person: User) -> Iterator[str]:
    """The text of the document in pieces."""
    head = {"about": ABOUT, "site": settings.SITE_URL, "person": person.username, "made": timezone.now()}
    yield written(head)[:-1] + ', "tables": {'
    for number, table in enumerate(TABLES):
        yield ("," if number else "") + f"\n{written(table.model)}: "
        yield from written_table(table, person)
    yield "\n}}\n"


def written_table(table: PersonalTable, person: User) -> Iterator[str]:
    facts = {"what": table.what, "why": table.why, "kept": table.how_long, "left_out": left_out_of(table)}
    yield written(facts)[:-1] + ', "rows": ['
    rows = table.rows_of(person).values(*columns_of(table))
    for number, row in enumerate(rows.iterator(chunk_size=ROWS_AT_ONCE)):
        yield (",\n" if number else "\n") + written(row)
    yield "]}"


def left_out_of(table: PersonalTable) -> dict[str, str]:
    """The reason by column; under "all" that for all rows."""
    return {column or "all": why for column, why in (*table.not_in_file.items(), *table.withheld.items())}


def columns_of(table: PersonalTable) -> list[str]:
    """All columns but those withheld and those that point to people, which are the person or somebody else. An idea is
    named by the end of its address."""
    fields = [field for field in table.table._meta.concrete_fields if field.name not in table.withheld]
    return [name_of(field) for field in fields if not points_to(field, User)]


def name_of(field: "Field[Any, Any]") -> str:
    return f"{field.name}__slug" if points_to(field, Idea) else field.attname


def points_to(field: "Field[Any, Any]", model: type[Any]) -> bool:
    return isinstance(field, ForeignKey) and field.related_model is model


def written(value: object) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
