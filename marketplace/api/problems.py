"""Every error of the API as problem details (RFC 9457): what went wrong, where, and what to do.

Errors of fields are listed in `errors`: `pointer` is a JSON Pointer into the body of the request, `parameter` the name
of a query parameter, `detail` the message.
"""

import logging
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import IntegrityError
from django.http import Http404
from psycopg.errors import UniqueViolation
from rest_framework import exceptions
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import set_rollback

from evaluations.panel.actions import Forged, Refused
from evaluations.prototypes.datasets.examples import ExampleProblems
from evaluations.prototypes.strangers.give import NotGivable
from evaluations.prototypes.strangers.judge import NotJudgeable
from ideas.actions import Overtaken
from ideas.actions.comments import CommentsLocked
from ideas.actions.repeats import AnotherIdea, PostedBefore
from ideas.actions.votes import NotOpen
from ideas.limits import DailyLimit, TooManyDrafts, TooManyLinks
from ideas.lists import BadCursor
from ideas.search import TookTooLong

from .errors import BadParameter, Conflict, InDoubt, OverQuota, TooLarge, Unavailable
from .links import absolute

logger = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
QUOTA_EXCEEDED = "https://iana.org/assignments/http-problem-types#quota-exceeded"


def problem_details(error: Exception, context: dict[str, Any]) -> Response:
    """The exception handler of REST framework. An unexpected error is logged with its trace and answered with 500."""
    known = as_known(error)
    if not isinstance(known, exceptions.APIException):
        logger.error("%s failed", context["request"].path, exc_info=error)
        known = exceptions.APIException("Something broke on our side. It was logged; please try again later.")
    set_rollback()
    request = context["request"]
    # A problem is always JSON, also if the request accepts something else.
    request.accepted_renderer, request.accepted_media_type = JSONRenderer(), MEDIA_TYPE
    body = body_of(known) | (links_to_earlier(error) if isinstance(error, PostedBefore) else {})
    if isinstance(known, InDoubt) and known.readings:
        body["readings"] = known.readings
    return Response(body, known.status_code, headers=headers_of(known), content_type=MEDIA_TYPE)


def as_known(error: Exception) -> Exception:
    """The error of REST framework for an error of our actions or of Django; all others unchanged."""
    match error:
        case Http404():
            return exceptions.NotFound()
        case PermissionDenied():
            return exceptions.PermissionDenied(str(error) or None)
        case RequestDataTooBig():
            return TooLarge()
        case SuspiciousOperation():
            return exceptions.ParseError()
        case BadCursor():
            return BadParameter({"cursor": [str(error)]})
        case TookTooLong():
            return Unavailable("This search took too long, so it was stopped. Try rarer words, or fewer.", wait=10)
        case DailyLimit():
            return OverQuota(str(error))
        case TooManyLinks():
            return exceptions.ValidationError({error.field: [str(error)]})
        case NotGivable(field=str() as field):
            return exceptions.ValidationError({field: [str(error)]})
        case NotGivable() | NotJudgeable():
            return Conflict(str(error))
        case Forged():
            return exceptions.ValidationError({"challenge": [str(error)]})
        case Refused() | TooManyDrafts():
            return Conflict(str(error))
        case CommentsLocked() | PostedBefore() | AnotherIdea() | Overtaken():
            return Conflict(str(error))
        case NotOpen():
            return Conflict("This is not published, so it takes no votes, comments or reports.")
        case IntegrityError(__cause__=UniqueViolation()):
            return Conflict("Somebody did the same at the same moment. Look at what there is now, and try again.")
        case ExampleProblems():
            return exceptions.ValidationError(by_row(error))
    return error


def links_to_earlier(error: PostedBefore) -> dict[str, Any]:
    """The idea that the author has posted before."""
    slug = error.earlier.slug
    return {"links": {"self": absolute("api-idea", slug), "html": absolute("idea", slug)}}


def by_row(error: ExampleProblems) -> dict[str, Any]:
    """The problems of examples, nested like the rows and documents of the request. Rows are numbered from 1."""
    nested: dict[str, Any] = {}
    for problem in error.problems:
        name = "documents" if problem.field == "documents" else "rows"
        number = problem.document if problem.field == "documents" else problem.row
        parts: dict[Any, Any] = nested.setdefault(name, {})
        if number is None:
            parts.setdefault("non_field_errors", []).append(problem.message)
        else:
            field = "non_field_errors" if problem.field in ("documents", "rows") else problem.field
            parts.setdefault(number - 1, {}).setdefault(field, []).append(problem.message)
    return nested


def body_of(error: exceptions.APIException) -> dict[str, Any]:
    phrase = HTTPStatus(error.status_code).phrase
    problem: dict[str, Any] = {"type": "about:blank", "title": phrase, "status": error.status_code}
    if isinstance(error, exceptions.Throttled | OverQuota):
        problem["type"] = QUOTA_EXCEEDED
    if not isinstance(error.detail, dict | list):
        return problem | {"detail": str(error.detail)}
    where = "parameter" if isinstance(error, BadParameter) else "pointer"
    errors = [
        {where: path if where == "pointer" else path.removeprefix("#/"), "detail": detail}
        for path, detail in flat(error.detail)
    ]
    return problem | {"detail": summary(errors), "errors": errors}


def summary(errors: list[dict[str, str]]) -> str:
    return errors[0]["detail"] if len(errors) == 1 else f"{len(errors)} things are wrong; each is under `errors`."


def flat(detail: Any, path: str = "#") -> Iterator[tuple[str, str]]:
    """The nested errors of REST framework as pairs of a JSON Pointer (a URI fragment) and a message."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            yield from flat(inner, path if name == "non_field_errors" else f"{path}/{name}")
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            nested = isinstance(inner, dict | list)
            yield from flat(inner, f"{path}/{index}" if nested else path)
    else:
        yield path, str(detail)


def headers_of(error: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(wait)
    return headers
