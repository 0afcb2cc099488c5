"""Who may be called what, whose address is whose, and whose votes rank."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from marketplace.accounts.models import ApiToken, User
from marketplace.accounts.names import RESERVED, username_validators
from tests.factories import make_person


def allowed(name: str) -> bool:
    try:
        for validator in username_validators:
            validator(name)
    except ValidationError:
        return False
    return True


@given(st.text(max_size=40))
def test_allowed_names_are_plain_parts_of_an_address(name: str) -> None:
    if allowed(name):
        assert 3 <= len(name) <= 30
        assert name.isascii() and name.replace("-", "").replace("_", "").isalnum()
        assert name[0].isalnum() and name[-1].isalnum()


@given(st.from_regex(r"\A[a-z0-9]{3,30}\Z"))
def test_plain_names_are_allowed_unless_reserved(name: str) -> None:
    assert allowed(name) == (name not in RESERVED)


@given(st.sampled_from(sorted(RESERVED)), st.integers(1, 20), st.sampled_from("-_"), st.booleans())
def test_reserved_names_are_reserved_however_written(name: str, at: int, mark: str, upper: bool) -> None:
    written = name[:at] + mark + name[at:]
    assert not allowed(name) and not allowed(written.upper() if upper else written)


@pytest.mark.parametrize("name", ["alice\n", "al", "a" * 31, "-alice", "alice_", "al ice", "al.ice", "аlice"])
def test_name_that_would_trick_or_break_is_refused(name: str) -> None:
    assert not allowed(name)


@pytest.mark.django_db
def test_confirmed_address_belongs_to_one_person_however_written() -> None:
    make_person("alice")
    with pytest.raises(IntegrityError):
        User.objects.create_user("bob", "ALICE@example.org", confirmed=timezone.now())


@pytest.mark.django_db
def test_unconfirmed_address_may_be_typed_by_anybody() -> None:
    make_person("alice")
    assert User.objects.create_user("bob", "alice@example.org").pk


@pytest.mark.django_db
def test_name_belongs_to_one_person_however_written() -> None:
    make_person("alice")
    with pytest.raises(IntegrityError):
        make_person("Alice")


@pytest.mark.django_db
@pytest.mark.parametrize("confirmed", [True, False])
@pytest.mark.parametrize("old", [True, False])
@pytest.mark.parametrize("flagged", [True, False])
@pytest.mark.parametrize("active", [True, False])
def test_whose_votes_rank_is_the_same_for_one_and_for_the_set(
    confirmed: bool, old: bool, flagged: bool, active: bool
) -> None:
    person = make_person(
        confirmed=confirmed,
        days_old=2 if old else 0.5,
        flagged=timezone.now() if flagged else None,
        is_active=active,
    )
    assert person.votes_rank == (confirmed and old and not flagged and active)
    assert person.votes_rank == User.objects.whose_votes_rank().exists()


@pytest.mark.django_db
def test_first_confirmation_stands_when_the_address_changes() -> None:
    person = make_person()
    first = person.confirmed
    person.note_confirmed()
    person.refresh_from_db()
    assert person.confirmed == first


@pytest.mark.django_db
def test_token_of_a_closed_account_is_dead() -> None:
    person = make_person()
    _, secret = ApiToken.objects.issue(person, "laptop")
    User.objects.update(is_active=False)
    assert ApiToken.objects.matching(secret) is None


@pytest.mark.django_db
def test_use_of_a_token_is_noted_at_most_once_a_minute() -> None:
    token, _ = ApiToken.objects.issue(make_person(), "laptop")
    just_now, earlier = timezone.now() - timedelta(seconds=30), timezone.now() - timedelta(minutes=5)
    for noted, moves in ((just_now, False), (earlier, True)):
        ApiToken.objects.update(last_used=noted)
        token.refresh_from_db()
        token.mark_used()
        token.refresh_from_db()
        assert (token.last_used != noted) == moves
