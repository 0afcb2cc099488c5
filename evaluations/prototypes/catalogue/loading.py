"""Reads the operator's catalogue file into rows. It can be read any number of times, and every fault is named."""

import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from evaluations.prototypes.engines.kinds import KINDS
from evaluations.prototypes.models import Endpoint, EndpointState, OpenModel

Entry = Mapping[str, Any]
OF_ENDPOINTS = ("name", "url", "kind", "max_in_flight", "key_variable", "on_this_machine", "deadline")
OF_MODELS = (
    *("name", "slug", "served_as", "kind", "licence", "parameters", "context_tokens", "dimensions", "for_ideas"),
    *("quantisation", "digest", "source", "price_name"),
)


class CatalogueFault(Exception):
    """The catalogue cannot be read; the message names the entry and what to do."""


@dataclass
class Loaded:
    """`models`: the names of all models that are offered now. Environment variables that are not set, by endpoint:
    `unset` should hold an address, and the endpoint is switched off; `keyless` should hold a key, and the endpoint is
    asked without one."""

    models: list[str] = field(default_factory=list)
    unset: dict[str, str] = field(default_factory=dict)
    keyless: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def read_catalogue(path: Path | None = None) -> Loaded:
    """Make the rows say what the file says; switch off what it no longer has. Raises CatalogueFault."""
    loaded = Loaded()
    kept_endpoints, kept_models = [], []
    for entry in entries(path or settings.CATALOGUE):
        endpoint = put_endpoint(entry, loaded)
        if endpoint:
            kept_endpoints.append(endpoint.pk)
            models = listed(entry, "model", f"endpoint {endpoint.name}")
            kept_models += [put_model(endpoint, model).pk for model in models]
    Endpoint.objects.listed().exclude(pk__in=kept_endpoints).update(enabled=False)
    OpenModel.objects.listed().exclude(pk__in=kept_models).update(enabled=False)
    loaded.models = [model.name for model in OpenModel.objects.enabled()]
    return loaded


def entries(path: Path) -> list[Entry]:
    try:
        with path.open("rb") as file:
            whole = tomllib.load(file)
    except OSError as error:
        raise CatalogueFault(f"The catalogue {path} cannot be read: {error.strerror}.") from error
    except tomllib.TOMLDecodeError as error:
        raise CatalogueFault(f"The catalogue {path} is not TOML: {error}.") from error
    unknown = sorted(whole.keys() - {"endpoint"})
    if unknown:
        raise CatalogueFault(f"The catalogue has [[endpoint]] and nothing else; it says {', '.join(unknown)}.")
    return listed(whole, "endpoint", "the catalogue")


def listed(table: Entry, name: str, where: str) -> list[Entry]:
    rows = table.get(name, [])
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise CatalogueFault(f"In {where}, write [[{name}]] with two brackets: each is one of several.")
    return rows


def put_endpoint(entry: Entry, loaded: Loaded) -> Endpoint | None:
    """The endpoint's row; None when the variable that holds its address is not set."""
    where = f"endpoint {entry.get('name', 'without a name')}"
    fields = {name: value for name, value in entry.items() if name not in ("model", "url_from")}
    if variable := entry.get("url_from"):
        if "url" in fields:
            raise CatalogueFault(f"{where}: give url or url_from, not both.")
        fields["url"] = os.environ.get(str(variable), "").rstrip("/")
        if not fields["url"]:
            loaded.unset[str(entry.get("name"))] = str(variable)
            return None
    if fields.get("kind", "openai") not in KINDS:
        raise CatalogueFault(f"{where}: kind is one of {', '.join(KINDS)}.")
    row = Endpoint.objects.filter(name=fields.get("name", "")).first() or Endpoint()
    if row.url != fields.get("url"):
        row.state, row.reason, row.build, row.since = EndpointState.UNCHECKED, "", "", None
        row.found_kind, row.learned_limit, row.tripped = "", None, None
    row.is_discovered = False
    fill(row, fields, OF_ENDPOINTS, where)
    if row.key_variable and not os.environ.get(row.key_variable):
        loaded.keyless[row.name] = row.key_variable
    return row


def put_model(endpoint: Endpoint, entry: Entry) -> OpenModel:
    row = OpenModel.objects.filter(slug=entry.get("slug", "")).first() or OpenModel()
    row.endpoint = endpoint
    fill(row, entry, OF_MODELS, f"model {entry.get('name', 'without a name')} of endpoint {endpoint.name}")
    return row


def fill(row: Endpoint | OpenModel, entry: Entry, names: Sequence[str], where: str) -> None:
    """Store the row with the entry's values; a field that the entry leaves out goes back to its default."""
    if unknown := sorted(entry.keys() - set(names)):
        raise CatalogueFault(f"{where}: there is no {', '.join(unknown)}. It can say {', '.join(names)}.")
    defaults = type(row)()
    for name in names:
        setattr(row, name, entry.get(name, getattr(defaults, name)))
    row.enabled = True
    try:
        row.full_clean()
    except ValidationError as error:
        faults = [f"{name}: {' '.join(messages)}" for name, messages in error.message_dict.items()]
        raise CatalogueFault(f"{where}: {'; '.join(faults)}") from error
    row.save()
