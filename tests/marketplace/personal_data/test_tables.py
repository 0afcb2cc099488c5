"""Every table with personal data is listed, whoever adds it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db.models import CASCADE, PROTECT, SET_NULL, EmailField, Field, ForeignKey, Model

from marketplace.accounts.models import User
from marketplace.personal_data.table import Fate
from marketplace.personal_data.tables import BY_MODEL, TABLES

from .world import make_everything

TELLING = {"address", "session", "network", "ip", "ip_address", "user_agent"}  # names of columns about somebody
ADD = "Add {} to marketplace/personal_data/tables/ and a row of it to tests/marketplace/personal_data/world.py."


def every_model() -> list[type[Model]]:
    return apps.get_models(include_auto_created=True)


def points_to_a_person(field: object) -> bool:
    return isinstance(field, ForeignKey) and field.related_model is User


def people_columns() -> "Iterator[tuple[str, Field[Any, Any]]]":
    for model in every_model():
        for field in model._meta.local_fields:
            if points_to_a_person(field):
                yield model._meta.label, field


def test_every_column_that_points_to_a_person_is_decided() -> None:
    found = {(label, field.name) for label, field in people_columns()}
    decided = {(table.model, column) for table in TABLES for column in table.people}
    missing = sorted(f"{label}.{column}" for label, column in found - decided)
    assert not missing, "\n".join(ADD.format(each) for each in missing)
    assert decided == found, f"These columns are gone: {decided - found}"


def test_every_table_with_an_address_or_a_session_is_decided() -> None:
    for model in every_model():
        telling = [
            field.name for field in model._meta.local_fields if isinstance(field, EmailField) or field.name in TELLING
        ]
        assert not telling or model._meta.label in BY_MODEL, ADD.format(f"{model._meta.label} ({telling})")


def test_table_is_listed_once_and_exists() -> None:
    assert len(BY_MODEL) == len(TABLES)
    assert all(issubclass(table.table, Model) for table in TABLES)


def test_deleting_the_row_of_a_person_takes_no_evidence_along() -> None:
    """`leave` keeps the row. Whoever deletes it by hand is refused while anything points to it that must stay."""
    for label, field in people_columns():
        on_delete = field.remote_field and field.remote_field.on_delete
        if BY_MODEL[label].fate == Fate.GOES:
            assert on_delete in (CASCADE, PROTECT), f"{label}.{field.name}"
        else:
            assert on_delete in (PROTECT, SET_NULL), f"{label}.{field.name} must be PROTECT: {BY_MODEL[label].fate}"


@pytest.mark.django_db
def test_world_of_the_tests_has_a_row_in_every_table() -> None:
    person = make_everything()
    for table in TABLES:
        for column in table.people:
            rows = table.table._default_manager.filter(**{column: person})
            assert rows.exists(), f"make_everything makes no row of {table.model}.{column}"
        assert not (table.in_file or table.by_address) or table.rows_of(person).exists(), table.model
