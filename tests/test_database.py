import pytest
from django.core.management.color import no_style

from ideas.models import Idea
from marketplace.accounts.models import User
from tests.database import deletions
from tests.factories import make_person

pytestmark = pytest.mark.django_db


def test_tables_without_rows_are_left_alone() -> None:
    tables = [model._meta.db_table for model in (User, Idea)]
    assert deletions(no_style(), tables) == []
    make_person()
    assert deletions(no_style(), tables) == [f"DELETE FROM {User._meta.db_table}"]
