"""Which passwords are refused. None is for the characters that it has or lacks."""

import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from marketplace.accounts.models import User
from marketplace.accounts.passwords import WORDS
from tests.factories import make_person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("word", WORDS)
def test_word_of_this_site_with_little_beside_it_is_refused(word: str) -> None:
    for password in (f"{word}-2026!", f"{word.title()}12345678", f"my_{word}_{word}"):
        with pytest.raises(ValidationError):
            validate_password(password)


@pytest.mark.parametrize(
    "password",
    [
        "qwertyuiop-lamp",
        "ééééééééééééxk",
        "8427193658274",
        "    lamp    ",
        "k" * 3 + "w" * 120,
        "overlooked by a kestrel",
    ],
)
def test_any_characters_and_any_length_make_a_password(password: str) -> None:
    validate_password(password, User(username="marta", email="marta@example.org"))


@pytest.mark.parametrize("password", ["short77", "password123", "iloveyou1", "marta1234", "sunshine1"])
def test_short_common_and_personal_passwords_are_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password, User(username="marta", email="marta@example.org"))


def test_password_is_compared_as_it_was_typed(client: Client) -> None:
    password = "  Kestrel-over-the-moor-" + "x" * 60 + "  "
    client.post("/account/signup/", {"email": "a@example.org", "username": "anna", "password1": password})
    person = User.objects.get(username="anna")
    assert person.check_password(password)
    others = (password.strip(), password.lower(), password[:72], password.rstrip())
    assert not any(person.check_password(other) for other in others)


def test_nobody_is_made_to_change_a_password(client: Client) -> None:
    person = make_person(days_old=4_000)
    client.force_login(person)
    assert client.get("/account/tokens/").status_code in (200, 302)  # which asks for the password, not for another one
    assert "password/change" not in client.get("/account/tokens/").get("Location", "")


def test_password_hash_is_argon2_and_slow() -> None:
    algorithm, kind, _, work, _, _ = Argon2PasswordHasher().encode("a password", "a-salt-of-16-chars").split("$")
    memory, rounds, _ = (int(part.split("=")[1]) for part in work.split(","))
    assert (algorithm, kind) == ("argon2", "argon2id") and memory >= 19_456 and rounds >= 2
    settings_file = (settings.BASE_DIR / "marketplace" / "settings.py").read_text()
    assert 'PASSWORD_HASHERS = [\n    "django.contrib.auth.hashers.Argon2PasswordHasher",' in settings_file
