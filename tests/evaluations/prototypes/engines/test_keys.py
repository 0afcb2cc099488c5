"""The key of an endpoint appears nowhere: not in the database, logs, pages, exports or error messages."""

import asyncio
import io
import json
import logging
import zipfile
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from pytest import mark, raises

from evaluations.prototypes.catalogue.health import check_endpoints, probe_models
from evaluations.prototypes.engines import Away, Engine, Patience, Server, chat_request
from evaluations.prototypes.engines.keys import key_in
from evaluations.prototypes.models import Endpoint, OpenModel, Run
from tests.evaluations.prototypes.runs.cast import run_of, tried_idea, work_on
from tests.fake_server import FakeServer, Fault, Said

KEY = 's3cret/key"with+odd=parts'
QUOTED = (KEY, json.dumps(KEY)[1:-1], "s3cret%2Fkey%22with%2Bodd%3Dparts", 's3cret\\/key\\"with+odd=parts')
FAULTS = (
    *(Fault(status=status, body=f'{{"error": "no such key: {said}"}}') for said in QUOTED for status in (400, 500)),
    Fault(body=f'{{"error": {{"message": "wrong key {QUOTED[1]}"}}}}'),
    Fault(body=f"<html>{KEY}"),
)


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RACK_KEY", KEY)
    monkeypatch.setattr("evaluations.prototypes.engines.patience.Patience.pause", lambda *_: 0.01)


@pytest.fixture
def tried(chat_model: OpenModel, chat_server: FakeServer, caplog: pytest.LogCaptureFixture) -> Iterator[Run]:
    """A run on a server that wants the key, quotes it in every error, in its pages and in its answers."""
    caplog.set_level(logging.DEBUG)
    Endpoint.objects.update(key_variable="RACK_KEY")
    chat_server.pages["/props"] = {"build_info": f"b1 {KEY}", "model_path": f"/models/{KEY}"}
    chat_server.chat = lambda _: Said(f'{{"label": "pump"}} {KEY}')
    check_endpoints()
    probe_models()
    chat_server.next("chat", *FAULTS)
    run = run_of(tried_idea(), "zero-shot")
    work_on()
    chat_server.next("chat", Fault(status=401, body=KEY))
    yield run


@mark.django_db
def test_key_is_sent_and_stands_in_no_row_and_no_log(
    tried: Run, chat_server: FakeServer, caplog: pytest.LogCaptureFixture
) -> None:
    assert set(chat_server.authorizations) == {f"Bearer {KEY}"}
    errors = [error["what"] for trial in tried.trials.all() for error in trial.errors]
    assert sum("[the key]" in error for error in errors) == 9
    assert "s3cret" not in "".join(record.getMessage() for record in caplog.get_records("setup"))
    for model in apps.get_models():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT row_to_json(told)::text FROM "{model._meta.db_table}" AS told')
            assert not [row for (row,) in cursor.fetchall() if "s3cret" in row], model


@mark.django_db
def test_key_is_on_no_page_and_in_no_export(tried: Run, client: Client) -> None:
    idea = tried.revision.idea
    here, api = f"/ideas/{idea.slug}/", f"/api/v1/ideas/{idea.slug}/"
    pages = [here, f"{here}runs/", f"{here}compare/", tried.get_absolute_url(), f"{here}card/", "/models/", "/readyz"]
    pages += [f"/models/{tried.model.slug if tried.model else ''}/", "/api/v1/models/", f"{api}runs/"]
    pages += [f"/api/v1/runs/{tried.pk}/", f"/api/v1/runs/{tried.pk}/trials/"]
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert b"s3cret" not in answer.content, page
    bundle = client.get(f"{tried.get_absolute_url()}bundle.zip")
    with zipfile.ZipFile(io.BytesIO(b"".join(bundle) if bundle.streaming else bundle.content)) as files:
        assert not [name for name in files.namelist() if b"s3cret" in files.read(name)]


@mark.parametrize("said", QUOTED)
def test_key_is_in_no_error(said: str) -> None:
    with FakeServer() as server:
        server.next("chat", Fault(status=401, body=f"refused: {said}"))
        with raises(Away, match=r"\[the key\]") as away:
            ask(server)
    assert "s3cret" not in repr(away.value) + str(away.value.__cause__)


def ask(server: FakeServer) -> None:
    async def main() -> None:
        async with Engine(Server("rack", server.url, key_variable="RACK_KEY"), patience=Patience(attempts=1)) as engine:
            await engine.chat(chat_request("m", [{"role": "user", "content": "Hello"}], 5))

    asyncio.run(main())


@mark.parametrize("value", ["", "  ", "two\nlines", "schlüssel", "a\x00b"])
def test_what_cannot_be_sent_is_no_key_and_is_not_quoted(
    value: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("os.environ", {"RACK_KEY": value})
    assert key_in("RACK_KEY").headers == {}
    assert not value.strip() or "RACK_KEY does not hold a key" in caplog.text
    assert "schl" not in caplog.text


def test_line_end_after_a_key_is_not_part_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RACK_KEY", "s3cret\n")
    key = key_in("RACK_KEY")
    assert key.headers == {"Authorization": "Bearer s3cret"}
    assert "s3cret" not in repr(key)


def test_placeholder_for_a_key_stays_in_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RACK_KEY", "none")
    key = key_in("RACK_KEY")
    assert key.headers == {"Authorization": "Bearer none"}
    assert key.removed_from("none of the labels") == "none of the labels"
