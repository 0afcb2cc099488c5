"""The work of every form and every endpoint grows with the length of what is sent, and no faster.

Addresses, fields and bodies are found: in the address table, the forms and the schema of the API. Each request is
rolled back, so that none changes what the next one finds.
"""

import importlib
import json
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import yaml
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from pytest_django import Settings
from rest_framework.test import APIClient

from marketplace import pages
from marketplace.accounts.models import ApiToken, User
from tests.attacks import ATTACKS, FEW, PLAIN, TextOf, slow
from tests.factories import make_idea
from tests.marketplace.pages.site.addresses import Things, make_things, places_of
from tests.test_work_per_byte import as_rows

pytestmark = pytest.mark.django_db
Send = Callable[[str], Any]
ONE_OF_ALL = {name: ATTACKS[name] for name in ("marks of two classes", "emphasis", "a, digits, b½")}
SOME = {name: ATTACKS[name] for name in FEW}


@pytest.fixture
def things(settings: Settings) -> Things:
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": {"address": 10**6, "account": 10**6}}
    return make_things(settings)


def rolled_back(send: Send) -> Send:
    def sent(text: str) -> None:
        with transaction.atomic():
            send(text)
            transaction.set_rollback(True)

    return sent


def slow_at(senders: dict[str, Send], attacks: dict[str, TextOf], length: int) -> dict[str, str]:
    return slow({name: (rolled_back(send), length) for name, send in senders.items()}, attacks)


def names_of_fields() -> set[str]:
    """The fields of all forms, and what views read beside them."""
    names = {"parent", "paste", "papers", "do", "next", "seen", "challenge", "proposal", "ticket", "row", "email"}
    names |= {"reading", "papers_reading", "kept", "head"}
    for form in all_forms():
        names |= set(getattr(form, "base_fields", {}))
    return names | {
        "title",
        "pitch",
        "problem",
        "audience",
        "why_overlooked",
        "why_open",
        "tags",
        "fits",
        "work_fields",
        "password1",
    }


def all_forms() -> Iterator[type[forms.BaseForm]]:
    for module in pkgutil.walk_packages(pages.__path__, "marketplace.pages."):
        for each in vars(importlib.import_module(module.name)).values():
            if isinstance(each, type) and issubclass(each, forms.BaseForm) and each.__module__ == module.name:
                yield each


def senders_of_fields(things: Things, person: User | None) -> dict[str, Send]:
    """A form with every field there is, to every address that is not the API's."""
    names = sorted(names_of_fields())

    def post(path: str) -> Send:
        def send(text: str) -> None:
            client = Client(raise_request_exception=False)
            if person:
                client.force_login(person)
            client.post(path, dict.fromkeys(names, text))

        return send

    return {f"{name} {path}": post(path) for name, path in places_of(things) if not path.startswith("/api/")}


def senders_of_long_texts(things: Things) -> dict[str, Send]:
    """The forms that take long texts, at full length."""
    draft, theirs = make_idea(things.person, published=False), make_idea()
    client = Client()
    client.force_login(things.person)
    examples = f"/submit/{draft.slug}/examples/"

    def upload(name: str, field: str, do: str) -> Send:
        return lambda text: client.post(examples, {"do": do, field: SimpleUploadedFile(name, text.encode())})

    def rows(text: str) -> None:
        pairs = as_rows(text)
        typed = {"input": [given for given, _ in pairs], "expected": [expected for _, expected in pairs]}
        client.post(examples, typed | {"do": "go"})

    return {
        "rows": rows,
        "paste": lambda text: client.post(examples, {"paste": text, "papers": text, "do": "take"}),
        "CSV": upload("rows.csv", "file", "take"),
        "JSON": upload("rows.jsonl", "file", "take"),
        "document": upload("paper.md", "document_files", "take_documents"),
        "comment": lambda text: client.post(f"{theirs.get_absolute_url()}comments/", {"text": text[:10_000]}),
        "search": lambda text: client.get("/search", {"q": text[:5_000]}),
        "sign-in": lambda text: Client().post("/account/login/", {"login": text, "password": text}),
    }


def senders_of_bodies(things: Things) -> dict[str, Send]:
    """Every endpoint that takes a body, with the text in every place for text."""
    program = APIClient()
    program.credentials(HTTP_AUTHORIZATION=f"Bearer {ApiToken.objects.issue(things.person, 'test')[1]}")
    draft = make_idea(things.person, published=False)
    schema = yaml.safe_load(program.get("/api/v1/schema/").content)
    found = {}
    for path, operations in schema["paths"].items():
        address = path.format(slug=draft.slug, id=things.run.pk, number=1, key=things.paste.key)
        for method, operation in operations.items():
            if "requestBody" in operation:
                shape = operation["requestBody"]["content"]["application/json"]["schema"]
                found[operation["operationId"]] = sender(program, method, address, shape, schema)
    return found


def sender(program: APIClient, method: str, address: str, shape: dict[str, Any], schema: dict[str, Any]) -> Send:
    def send(text: str) -> None:
        body = json.dumps(filled(shape, schema, text), ensure_ascii=False)
        getattr(program, method)(address, body, content_type="application/json")

    return send


def filled(shape: dict[str, Any], schema: dict[str, Any], text: str) -> Any:
    """Data of this shape, with the text as every string, cut to its limit."""
    if "$ref" in shape:
        return filled(schema["components"]["schemas"][shape["$ref"].rsplit("/", 1)[1]], schema, text)
    for several in ("allOf", "oneOf", "anyOf"):
        if several in shape:
            return filled(shape[several][0], schema, text)
    match shape.get("type"):
        case "object":
            return {name: filled(each, schema, text) for name, each in shape.get("properties", {}).items()}
        case "array":
            return [filled(shape["items"], schema, text[: len(text) // 5])] * 5
        case "integer" | "number":
            return 1
        case "boolean":
            return True
    return text[: shape.get("maxLength", len(text))]


def test_work_of_a_form_grows_with_its_length(things: Things) -> None:
    senders = senders_of_long_texts(things)
    assert slow_at({name: senders[name] for name in ("rows", "CSV", "comment")}, ONE_OF_ALL, 20_000) == {}
    at = senders_of_fields(things, things.person)
    assert slow_at({name: at[name] for name in at if name.startswith("submit-draft ")}, ONE_OF_ALL, 2_000) == {}


def test_work_of_an_endpoint_grows_with_its_length(things: Things) -> None:
    senders = senders_of_bodies(things)
    assert slow_at({"create_idea": senders["create_idea"]}, ONE_OF_ALL, 20_000) == {}


@pytest.mark.proof
@pytest.mark.parametrize("signed_in", [True, False])
def test_work_of_every_address_grows_with_the_length_of_its_form(things: Things, signed_in: bool) -> None:
    assert slow_at(senders_of_fields(things, things.person if signed_in else None), ONE_OF_ALL, 4_000) == {}


@pytest.mark.proof
@pytest.mark.parametrize(("length", "attacks"), [(5_000, PLAIN), (100_000, SOME)], ids=["any", "long"])
def test_work_of_every_long_text_grows_with_its_length(things: Things, length: int, attacks: dict[str, TextOf]) -> None:
    assert slow_at(senders_of_long_texts(things), attacks, length) == {}


@pytest.mark.proof
def test_work_of_every_endpoint_grows_with_the_length_of_its_body(things: Things) -> None:
    assert slow_at(senders_of_bodies(things), SOME, 10_000) == {}
