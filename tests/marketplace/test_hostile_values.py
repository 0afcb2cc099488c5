"""Whatever stands in an address is answered, and never by an error of ours: a value that can be read but that Postgres
refuses is a wrong value like any other.

The parameters are found: of pages by reading the source, of the API by reading the schema. A page that reads
one that is not listed here fails.
"""

import ast
import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django import Settings
from rest_framework.test import APIClient

from marketplace import pages
from marketplace.accounts.models import ApiToken
from tests.factories import make_comment, make_idea, make_person, make_revision, make_run, make_trial

# By the module: its addresses, and the parameters that each reads. `{}` stands for the slug of an idea.
READ_BY_PAGES = {
    "glance/prior_art": {"/ideas/{}/prior-art/": {"product", "link"}},
    "idea/page": {"/ideas/{}/": {"after", "reply", "example"}},
    "idea/sharing": {"/oembed": {"url", "format", "maxwidth", "maxheight"}},
    "idea/versions": {"/ideas/{}/versions/": {"at"}},
    "lists/ideas": {"/new": {"cursor"}, "/top/week": {"cursor"}, "/tags/law": {"cursor", "sort"}, "/search": {"q"}},
    "lists/moments": {"/moments": {"cursor"}, "/moments?near=1&": {"cursor", "near"}, "/discover": {"cursor"}},
    "moderation/desk": {"/moderation/": {"after"}},
    "moderation/held": {"/moderation/held/": {"after"}},
    "moderation/search": {
        f"/moderation/search?kind={kind}&": {"q", "state", "days", "network", "before"}
        for kind in ("ideas", "comments", "people")
    }
    | {"/moderation/search": {"kind"}},
    "pastes/answers": {"/try/PASTE/": {"way"}},
    "people/profile": {
        "/u/ada/": {"before", "tab"},
        "/u/ada/?tab=comments&": {"before"},
        "/moderation/log": {"before"},
    },
    "runs/compare": {"/ideas/{}/compare/": {"after", "examples", "only", "run"}},
    "runs/progress": {"/ideas/{}/runs/": {"examples"}},
    "runs/revisions": {"/ideas/{}/revisions/": {"before"}},
    "runs/run": {"/ideas/{}/runs/RUN/": {"after", "only"}},
    "site/mail": {"/mail/": {"key"}},
    "submit/examples": {"/ideas/{}/examples/": {"check", "at", "show", "documents_at", "documents_show"}},
    "submit/idea": {"/submit/": {"from"}},
}
# Reads of `request.GET` whose parameter does not stand beside it, as written.
OTHERWISE = {
    "glance/prior_art": {"request.GET.get(name, '')"},  # product, link
    "lists/ideas": {"request.GET.copy()"},  # for the address of the next page
    "moderation/search": {"request.GET if asked else None", "request.GET.copy()"},  # q and others, and as above
    "submit/examples": {"request.POST if request.method == 'POST' else request.GET"},  # at, show, and for documents
}
FOUND_OTHERWISE = {
    "glance/prior_art": {"product", "link"},
    "moderation/search": {"q", "state", "days", "network", "before"},
    "submit/examples": {"at", "show", "documents_at", "documents_show"},
}


def cursor(*parts: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


# One of each kind, for the ordinary run.
FEW = (
    "a\0b",
    "\ud800",
    "9" * 40,
    "-1",
    "999999999999999999",
    cursor("0001-01-01T00:00:00+23:59", 1),
    cursor(float("inf"), 2**63 - 1),
    cursor(-(2**31) + 1, 1),
    "e" + "\u0301" * 60,
    "[1,2,999999999999999999]",
)
MANY = (
    *FEW,
    "",
    " ",
    "0",
    "²",
    "٣٣",
    "1.5",
    "1e309",
    "NaN",
    "2147483648",
    "4294967296",
    str(2**63 - 1),
    str(2**63),
    "9" * 9,
    "9" * 5_000,
    "'",
    '"',
    '"unclosed',
    "\\",
    "%",
    "%s%(x)s",
    "{}",
    "!!! & | <-> :*",
    "-not -not",
    "or or or",
    "a:b*",
    "<script>",
    "\u202e\ufeff\U0010ffff",
    "x" * 20_000,
    "[[[[" * 1_000,
    "[" + "1," * 3_000 + "1]",
    "00000000-0000-0000-0000-000000000000",
    cursor("9999-12-31T23:59:59-23:59", 1),
    cursor("-4713-01-01T00:00:00+00:00", 1),
    cursor("2026-01-01T00:00:00", 1),
    cursor("2026-01-01T00:00:00+00:00", 2**63 - 1),
    cursor("2026-01-01T00:00:00+00:00", 0),
    cursor("a\0b", 1),
    cursor("\ud800", 1),
    cursor(1e308, 1),
    cursor(-1e308, 1),
    cursor(5e-324, 1),
    cursor(float("nan"), 1),
    cursor(10**400, 1),
    cursor(1, 10**400),
    cursor(1, 1.5),
    cursor(1, True),
    cursor(1),
    cursor(),
    cursor([1], 1),
    cursor({}, {}),
    base64.urlsafe_b64encode(str(2**63 - 1).encode()).decode().rstrip("="),
    base64.urlsafe_b64encode(b"\xff" * 30).decode(),
    base64.urlsafe_b64encode(b"[" * 3_000).decode(),
)
NUMBERS = (0, 2**31 - 1, 2**31, 2**63 - 1, 2**63, 10**40)
WORDS = ("x" * 3_000, "a\0b", "-", "\ud800", "__proto__", "1" * 400)


def test_every_parameter_that_pages_read_is_listed() -> None:
    found: dict[str, set[str]] = {}
    for module, name in reads():
        found.setdefault(module, set()).add(name)
    for module, names in FOUND_OTHERWISE.items():
        found.setdefault(module, set()).update(names)
    assert found == {module: set().union(*addresses.values()) for module, addresses in READ_BY_PAGES.items()}


def reads() -> Iterator[tuple[str, str]]:
    """The module and the name of every parameter in `request.GET` of pages. Fails for a read it does not understand."""
    room = Path(pages.__path__[0])
    for path in sorted(room.rglob("*.py")):
        module = path.relative_to(room).with_suffix("").as_posix()
        tree = ast.parse(path.read_text())
        parents = {child: parent for parent in ast.walk(tree) for child in ast.iter_child_nodes(parent)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr == "GET":
                name = name_beside(node, parents)
                if name is None:
                    assert written(node, parents) & OTHERWISE.get(module, set()), f"{module}:{node.lineno}"
                else:
                    yield module, name


def name_beside(node: ast.Attribute, parents: dict[ast.AST, ast.AST]) -> str | None:
    """`request.GET.get("x")`, `request.GET.getlist("x")`, `request.GET["x"]` or `"x" in request.GET`."""
    around = parents[node]
    match around, parents[around]:
        case ast.Attribute(attr="get" | "getlist"), ast.Call(args=[ast.Constant(value=str(name)), *_]):
            return name
        case ast.Subscript(slice=ast.Constant(value=str(name))), _:
            return name
        case ast.Compare(left=ast.Constant(value=str(name))), _:
            return name
    return None


def written(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> set[str]:
    around = [node := parents[node] for _ in range(2)]
    return {ast.unparse(each) for each in around}


@pytest.fixture
def world(db: None, settings: Settings) -> dict[str, Any]:
    """Ada moderates, and has an idea with runs, comments and versions of everything."""
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": {"address": 10**6, "account": 10**6}}
    settings.PAGES_PER_MINUTE_BY_ACCOUNT = 10**6
    ada = make_person("ada", staff=True)
    idea = make_idea(ada, tags=("law",))
    make_comment(idea)
    run = make_run(make_revision(idea), state="finished")
    make_trial(run)
    client, api = Client(raise_request_exception=False), APIClient(raise_request_exception=False)
    client.force_login(ada)
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {ApiToken.objects.issue(ada, 'test')[1]}")
    rows = "\n".join(f"letter {number},{'tax' if number % 2 else 'roads'}" for number in range(8))
    paste = client.post("/try/", {"paste": rows, "do": "try"})["Location"].split("/")[2]
    return {"slug": idea.slug, "run": run.pk, "paste": paste, "client": client, "api": api}


def failures_of_pages(world: dict[str, Any], values: tuple[str, ...]) -> list[str]:
    failed = []
    for addresses in READ_BY_PAGES.values():
        for address, names in addresses.items():
            path = (
                address.replace("{}", world["slug"]).replace("RUN", str(world["run"])).replace("PASTE", world["paste"])
            )
            for name in names:
                failed += [
                    f"{path} {name}={value[:80]!r}: {status}"
                    for value in values
                    if (status := status_of(world["client"], f"{path}{'' if '?' in path else '?'}{query(name, value)}"))
                    >= 500
                ]
    return failed


def query(name: str, value: str) -> str:
    return f"{name}={quote(value, errors='surrogatepass')}"


def status_of(client: Client, address: str) -> int:
    return client.get(address).status_code


def failures_of_api(world: dict[str, Any], values: tuple[str, ...]) -> list[str]:
    schema = yaml.safe_load(world["api"].get("/api/v1/schema/").content)
    failed, known = [], {"slug": world["slug"], "id": str(world["run"])}
    for path, operations in schema["paths"].items():
        for parameter in operations.get("get", {}).get("parameters", []):
            if parameter["in"] == "query":
                address = path.format(**known)
                failed += [
                    f"{address} {parameter['name']}={value[:80]!r}: {status}"
                    for value in values
                    if (status := status_of(world["api"], f"{address}?{query(parameter['name'], value)}")) >= 500
                ]
    return failed


def failures_of_paths(world: dict[str, Any], numbers: tuple[int, ...], words: tuple[str, ...]) -> list[str]:
    """Every address of the site, with its parts replaced one after the other."""
    failed = []
    for pattern in patterns():
        for hostile in [*map(str, numbers), *words]:
            address = filled(pattern, world, hostile)
            if address is not None and status_of(world["client"], address) >= 500:
                failed.append(f"{address[:120]!r} of {pattern}")
    return failed


def patterns() -> list[str]:
    found = []

    def walk(resolver: URLResolver, prefix: str) -> None:
        for each in resolver.url_patterns:
            route = prefix + str(each.pattern)
            if isinstance(each, URLResolver):
                walk(each, route)
            elif isinstance(each, URLPattern) and "<" in route and "(?P" not in route:
                found.append(route)

    walk(get_resolver(), "/")
    return found


def filled(route: str, world: dict[str, Any], hostile: str) -> str | None:
    """The address with the hostile value in its last part in angle brackets, and what exists in those before."""
    *before, last = [part.split(">")[0] for part in route.split("<")[1:]]
    if last.startswith("int:") and not hostile.isdecimal():
        return None
    for part in before:
        route = route.replace(f"<{part}>", str(world["run"]) if part.startswith("int:") else world["slug"])
    return route.replace(f"<{last}>", quote(hostile, errors="surrogatepass", safe=""))


def test_hostile_parameter_of_a_page_is_answered(world: dict[str, Any]) -> None:
    assert failures_of_pages(world, FEW) == []


def test_hostile_parameter_of_the_api_is_answered(world: dict[str, Any]) -> None:
    assert failures_of_api(world, FEW) == []


def test_hostile_part_of_an_address_is_answered(world: dict[str, Any]) -> None:
    assert failures_of_paths(world, NUMBERS[-3:], WORDS[:2]) == []


@pytest.mark.proof
def test_every_hostile_value_is_answered(world: dict[str, Any]) -> None:
    assert failures_of_pages(world, MANY) + failures_of_api(world, MANY) == []
    assert failures_of_paths(world, NUMBERS, WORDS) == []
