"""Additions to the schema that drf-spectacular cannot derive: the problems that each operation may answer."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from .problems import MEDIA_TYPE

PROBLEMS = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.NOT_ACCEPTABLE,
    HTTPStatus.CONFLICT,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.SERVICE_UNAVAILABLE,
)
ABOUT = """
Ideas for open models that the frontier labs are overlooking, with the evidence for each.

- **Reading** needs no token, and pages of other origins may do it too. Answers carry an `ETag`: send it back as
  `If-None-Match`, and what has not changed is a 304 without a body.
- **Writing** needs a token from your account page, sent as `Authorization: Bearer <token>`. A token has scopes: every
  one may `read`, and the page has choices for `write` and, for moderators, `moderate`. Without the scope the answer is
  403; a token that is out of date is answered with 401.
- **Lists** give `results` and `next`, the address of the next page or null; it is in the `Link` header as well. What
  is in a cursor is nobody's business and may change.
- **Errors** are problem details (RFC 9457); `errors` says which field or parameter is wrong and what to do.
- **Limits** are told in `RateLimit-Policy` and `RateLimit`; beyond them the answer is 429 with `Retry-After`.
- Times are UTC, shares are from 0 to 1, money is US dollars. What is not known is null, never 0.
"""
TAGS = {
    "top": "The feed of top ideas, for other sites to poll.",
    "search": "Ideas by words and meaning, tags and people by name.",
    "ideas": "Ideas, with their votes, comments, examples and runs.",
    "drafts": "Ideas that only their author sees yet.",
    "tables": "A table of examples, read as the site reads one that is pasted.",
    "giving": "Examples for the ideas that the lot offers.",
    "judging": "Examples that others gave, to be answered blind.",
    "try": "A table of your own, tried without posting it.",
    "comments": "One comment.",
    "claims": "What people say of a claim that a product does an idea already.",
    "moments": "Ideas whose five answers cleared their floors for a day, and when.",
    "runs": "One run, its trials, and what its author may do with it.",
    "glances": "Blind tests: is an idea's value obvious to who has never seen it?",
    "moderation": "What moderators did, and why.",
    "models": "The open models that ideas are tried on.",
}
PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "What went wrong, as RFC 9457 has it.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "description": "A URI for the kind of problem; about:blank: its status says it."},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string", "description": "What happened here and what to do."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["detail"],
                "properties": {
                    "detail": {"type": "string"},
                    "pointer": {"type": "string", "description": "JSON Pointer into the body, as a URI fragment."},
                    "parameter": {"type": "string", "description": "The name of the query parameter."},
                },
            },
        },
        "links": {
            "type": "object",
            "description": "The author's earlier idea, where an idea is refused because it is nearly that one.",
            "required": ["self", "html"],
            "properties": {
                "self": {"type": "string", "format": "uri"},
                "html": {"type": "string", "format": "uri", "description": "The page for people."},
            },
        },
        "readings": {
            "type": "array",
            "description": "The readings of a table in doubt, with their first rows; one `key` is sent as `reading`.",
            "items": {
                "type": "object",
                "required": ["key", "words", "rows", "input_name", "expected_name", "notices"],
                "properties": {
                    "key": {"type": "string"},
                    "words": {"type": "string", "description": "How it reads."},
                    "rows": {"type": "array", "items": {"$ref": "#/components/schemas/ExampleReading"}},
                    "input_name": {"type": "string"},
                    "expected_name": {"type": "string"},
                    "notices": {"type": "array", "items": {"type": "string"}},
                },
            },
        },
    },
}


def declare_problems(result: dict[str, Any], **context: object) -> dict[str, Any]:
    """A postprocessing hook: adds the description of the API, and the problems that each operation may answer."""
    result["info"]["description"] = ABOUT
    result["tags"] = [{"name": name, "description": words} for name, words in TAGS.items()]
    components = result["components"]
    components["schemas"]["Problem"] = PROBLEM
    components["responses"] = {name_of(status): response_for(status) for status in PROBLEMS}
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            for status in problems_of(path, method, operation):
                reference = {"$ref": f"#/components/responses/{name_of(status)}"}
                operation["responses"].setdefault(str(status.value), reference)
    return result


def name_of(status: HTTPStatus) -> str:
    return status.phrase.title().replace(" ", "")


def response_for(status: HTTPStatus) -> dict[str, Any]:
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": status.phrase, "content": content}


def problems_of(path: str, method: str, operation: dict[str, Any]) -> Iterator[HTTPStatus]:
    yield from (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_ACCEPTABLE, HTTPStatus.TOO_MANY_REQUESTS)
    if "{" in path:
        yield HTTPStatus.NOT_FOUND
    if any(parameter["in"] == "query" for parameter in operation.get("parameters", [])):
        yield HTTPStatus.BAD_REQUEST
    if any(parameter["name"] == "q" for parameter in operation.get("parameters", [])):
        yield HTTPStatus.SERVICE_UNAVAILABLE
    if any(needed.get("bearer") == ["moderate"] for needed in operation["security"]):
        yield HTTPStatus.FORBIDDEN
    if method == "get":
        return
    if path.endswith("}/try/"):
        yield HTTPStatus.SERVICE_UNAVAILABLE
    yield from (HTTPStatus.FORBIDDEN, HTTPStatus.CONFLICT)
    if "requestBody" in operation or path.endswith("/publish/"):
        yield HTTPStatus.BAD_REQUEST
    if "requestBody" in operation:
        yield from (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
