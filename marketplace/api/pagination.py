"""Pages of a list: `results`, the address of the `next` page, and the same in a `Link` header (RFC 8288).

A cursor is the place of the last row shown, as opaque text. Lists of ideas and of claims have the cursors of
`ideas.lists`; the cursor of every other list is a number of that row (its id, or its place), below 2**63.
"""

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from drf_spectacular.utils import inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from evaluations.prototypes.scorers import PILED, has_piled_accents
from ideas.lists import PAGE, BadCursor
from marketplace import links

from .errors import BadParameter

MAX_LIMIT = 100
NOT_OURS = "This cursor is not from this list. Begin again without it."
ModelT = TypeVar("ModelT", bound=Model)


class PageQuery(serializers.Serializer[Any]):
    cursor = serializers.CharField(max_length=200, required=False, help_text="Where to go on: as given in `next`.")
    limit = serializers.IntegerField(min_value=1, max_value=MAX_LIMIT, default=PAGE, help_text="Most results at once.")


def asked(request: Request, form: type[serializers.Serializer[Any]]) -> dict[str, Any]:
    """The query parameters, validated by `form`. Raises BadParameter."""
    query = form(data=request.query_params.dict())
    if piled := {
        name: [f"This {PILED}"] for name, text in request.query_params.dict().items() if has_piled_accents(text)
    }:
        raise BadParameter(piled)
    if not query.is_valid():
        raise BadParameter(query.errors)
    return dict(query.validated_data)


def page_schema(name: str, item: type[serializers.BaseSerializer[Any]]) -> serializers.Serializer[Any]:
    """The shape of a page of `item`, for the schema."""
    following = serializers.URLField(allow_null=True, help_text="The address of the next page, if there is one.")
    return inline_serializer(name, {"results": item(many=True), "next": following})


def page(
    request: Request,
    serializer: type[serializers.BaseSerializer[Any]],
    rows: Sequence[Any],
    next_cursor: str | None = None,
    context: Mapping[str, Any] | None = None,
) -> Response:
    """The answer with these rows. `context`: for the serializer, beside the request."""
    results = serializer(rows, many=True, context={"request": request, **(context or {})}).data
    response = Response({"results": results, "next": None})
    if next_cursor:
        address = replace_query_param(links.absolute(request.get_full_path()), "cursor", next_cursor)
        response.data["next"] = address
        response["Link"] = f'<{address}>; rel="next"'
    return response


def cut(
    rows: QuerySet[Any, ModelT], limit: int, cursor_of: Callable[[ModelT], str] = lambda row: cursor_at(row.pk)
) -> tuple[list[ModelT], str | None]:
    """The first `limit` rows, and the cursor after them if there are more."""
    found = list(rows[: limit + 1])
    return found[:limit], cursor_of(found[limit - 1]) if len(found) > limit else None


def number_after(query: Mapping[str, Any]) -> int:
    """The number in the cursor of a query, 0 without a cursor. Raises BadCursor."""
    return number_in(query["cursor"]) if "cursor" in query else 0


def cursor_at(number: int) -> str:
    return base64.urlsafe_b64encode(str(number).encode()).decode().rstrip("=")


def number_in(cursor: str) -> int:
    """The number in a cursor, below 2**63. Raises BadCursor for anything that `cursor_at` did not make."""
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, ValueError) as error:
        raise BadCursor(NOT_OURS) from error
    if not text.isdecimal() or int(text[:19]) >= 2**63 or cursor_at(int(text[:19])) != cursor:
        raise BadCursor(NOT_OURS)
    return int(text)
