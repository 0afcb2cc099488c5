"""The file with all that is kept about a person."""

import json
from typing import Any

import pytest
from django.db.models import ForeignKey

from ideas.models import Comment
from marketplace.accounts.models import User
from marketplace.personal_data.download import document_of
from marketplace.personal_data.tables import TABLES
from tests.factories import make_comment, make_idea, make_person

from .test_tables import people_columns
from .world import make_everything

pytestmark = pytest.mark.django_db


def file_of(person: User) -> dict[str, Any]:
    found: dict[str, Any] = json.loads("".join(document_of(person)))
    return found


def test_every_row_of_the_person_in_every_table_is_in_the_file() -> None:
    person = make_everything()
    make_everything("other")
    tables = file_of(person)["tables"]
    assert tables.keys() == {table.model for table in TABLES}
    for table in TABLES:
        rows = tables[table.model]["rows"]
        keys = list(table.rows_of(person).values_list("pk", flat=True))
        assert len(rows) == len(keys), table.model
        if table.in_file or table.by_address:
            assert rows, f"Nothing of {table.model} is in the file, though make_everything made a row"


def test_every_column_that_points_to_a_person_leads_into_the_file_or_says_why_not() -> None:
    listed = {table.model: table for table in TABLES}
    for label, field in people_columns():
        table = listed[label]
        told = field.name in table.in_file or field.name in table.not_in_file or "" in table.not_in_file
        assert told, f"Say in the entry of {label} whether rows by {field.name} are in the file (in_file, not_in_file)"
    for table in TABLES:
        assert table.in_file or table.by_address or table.not_in_file.get(""), table.model


def test_every_column_is_in_the_file_or_says_why_not() -> None:
    person = make_everything()
    tables = file_of(person)["tables"]
    for table in TABLES:
        for row in tables[table.model]["rows"]:
            left_out = set(tables[table.model]["left_out"])
            for field in table.table._meta.concrete_fields:
                of_people = isinstance(field, ForeignKey) and field.related_model is User
                names = {field.name, field.attname, f"{field.name}__slug"}
                assert of_people or names & set(row) or field.name in left_out, f"{table.model}.{field.name}"


def test_no_secret_and_nothing_of_others_is_in_the_file() -> None:
    person, idea = make_everything(), make_idea()
    make_comment(idea, make_person("somebody-else"), "Words of somebody else.")
    text = "".join(document_of(person))
    secrets = [person.password, person.api_tokens.get().digest]
    secrets += [session.session_key for session in person.sessions.all()]
    others = User.objects.exclude(pk=person.pk)
    names = [each.username for each in others] + [each.email for each in others]
    for hidden in [*secrets, *names, "Words of somebody else."]:
        assert hidden and f'"{hidden}"' not in text


def test_file_says_what_is_left_out_and_why() -> None:
    token = file_of(make_everything())["tables"]["accounts.ApiToken"]
    assert "digest" in token["left_out"] and "digest" not in token["rows"][0]
    assert token["rows"][0]["name"] == "laptop"


def test_file_is_written_in_pieces_however_much_there_is() -> None:
    person, idea = make_person(), make_idea()
    first = make_comment(idea, person)
    keys = range(first.pk + 1, first.pk + 1_200)
    Comment.objects.bulk_create(
        Comment(pk=pk, idea=idea, author=person, path=[pk], text="T" * 100, html="") for pk in keys
    )
    pieces = list(document_of(person))
    assert max(map(len, pieces)) < 5_000
    assert len(json.loads("".join(pieces))["tables"]["ideas.Comment"]["rows"]) == 1_200
