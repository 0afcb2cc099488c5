from pathlib import Path

from marketplace.local import environment
from tests.marketplace.local.own_folders import mode


def lines(data: Path) -> dict[str, str]:
    return dict(line.split("=", 1) for line in environment.file(data).read_text().splitlines())


def test_secrets_are_made_once_and_kept(tmp_path: Path) -> None:
    first = environment.composed(tmp_path, {}, {}, 8000)
    second = environment.composed(tmp_path, {}, {}, 8000)
    assert len(first["SECRET_KEY"]) >= 50
    assert (first["SECRET_KEY"], first["DEMO_PASSWORD"]) == (second["SECRET_KEY"], second["DEMO_PASSWORD"])


def test_two_places_have_different_secrets(tmp_path: Path) -> None:
    places = [tmp_path / name for name in "ab"]
    for place in places:
        place.mkdir()
    keys = {environment.composed(place, {}, {}, 8000)["SECRET_KEY"] for place in places}
    assert len(keys) == 2


def test_what_the_operator_gave_wins_and_is_not_written_down(tmp_path: Path) -> None:
    given = {"SECRET_KEY": "mine", "SITE_URL": "https://ideas.example", "DATABASE_URL": "postgresql://u:pw@db/x"}
    composed = environment.composed(tmp_path, given, {"REDIS_URL": "unix:///r.sock"}, 8000)
    assert composed.items() >= (given | {"REDIS_URL": "unix:///r.sock"}).items()
    text = environment.file(tmp_path).read_text()
    assert "mine" not in text and "pw" not in text


def test_an_empty_variable_counts_as_not_given(tmp_path: Path) -> None:
    composed = environment.composed(tmp_path, {"REDIS_URL": ""}, {"REDIS_URL": "unix:///r.sock"}, 8000)
    assert composed["REDIS_URL"] == "unix:///r.sock"


def test_only_the_owner_can_read_it(tmp_path: Path) -> None:
    environment.composed(tmp_path, {}, {}, 8000)
    assert mode(environment.file(tmp_path)) == 0o600


def test_a_part_of_an_earlier_start_is_forgotten(tmp_path: Path) -> None:
    environment.composed(tmp_path, {}, {"REDIS_URL": "unix:///old.sock"}, 8000)
    environment.composed(tmp_path, {"REDIS_URL": "redis://real"}, {}, 8000)
    assert "REDIS_URL" not in lines(tmp_path)


def test_mail_is_shown_on_a_page_unless_a_server_is_given(tmp_path: Path) -> None:
    assert environment.composed(tmp_path, {}, {}, 8000)["MAIL_PAGE"] == "true"
    assert environment.composed(tmp_path, {"EMAIL_URL": "smtp://mail"}, {}, 8000)["MAIL_PAGE"] == "false"
