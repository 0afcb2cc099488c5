"""Try a table without posting it: POST the rows, GET what came of them, DELETE them. No token is needed."""

from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.crypto import get_random_string
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from evaluations.prototypes.datasets.examples import ExampleProblems, cannot_be_kept, parse
from evaluations.prototypes.datasets.names import names_above
from evaluations.prototypes.models import Paste
from evaluations.prototypes.pastes.begin import NoneLarger, begin, opened, try_larger
from evaluations.prototypes.pastes.end import delete
from evaluations.prototypes.pastes.quota import TooManyPastes, allowances_of_pastes
from evaluations.prototypes.pastes.result import result_of
from evaluations.prototypes.pastes.rows import Rows
from marketplace.accounts.models import ApiToken
from marketplace.api.errors import Conflict, InDoubt, OverQuota
from marketplace.api.limits import limit_headers
from marketplace.api.serializers.pastes import NewPasteSerializer, PasteSerializer, PasteWriting, paste_data
from marketplace.visitors import visitor_of

from .lookups import read
from .tables import as_read

HEADER = "Try-Secret"
SECRET = OpenApiParameter(HEADER, str, OpenApiParameter.HEADER, description="The secret of the answer to the POST.")


class PastesView(GenericAPIView[Any]):
    permission_classes = (AllowAny,)
    serializer_class = NewPasteSerializer

    @extend_schema(
        operation_id="try_table",
        summary="Try a table without posting it",
        description="Each row is answered while it is held out, as the examples of an idea are, by what is quick:"
        " guessing, and recipes on embeddings. Answers come within seconds: GET them. Nothing is posted, and all"
        " of it is deleted after an hour. A table that can be read in several ways is answered with 400 and its"
        " `readings`.",
        request=PasteWriting,
        responses={201: NewPasteSerializer},
    )
    def post(self, request: Request) -> Response:
        rows, names = sent_rows(read(PasteWriting, request))
        visitor, secret = visitor_of(request), get_random_string(32)
        try:
            paste = begin(visitor, of_token(request) or of_program(secret), rows, names)
        except ExampleProblems as trouble:
            raise ValidationError({"rows": [problem.message for problem in trouble.problems]}) from trouble
        except TooManyPastes as limit:
            raise OverQuota(str(limit)) from limit
        finally:
            limit_headers(self, allowances_of_pastes(visitor))
        shown = paste_data(result_of(paste)) | {"secret": None if of_token(request) else secret}
        return Response(NewPasteSerializer(shown).data, status.HTTP_201_CREATED)


class PasteView(GenericAPIView[Any]):
    permission_classes = (AllowAny,)
    serializer_class = PasteSerializer

    @extend_schema(
        operation_id="tried_table",
        summary="What came of a table that is tried",
        description="For the holder of its secret, or the token that made it, alone; for all others there is none.",
        parameters=[SECRET],
        responses=PasteSerializer,
    )
    def get(self, request: Request, key: UUID) -> Response:
        return answer(own_paste(request, key))

    @extend_schema(
        operation_id="try_larger_model",
        summary="Have a larger model try it",
        description="The smallest chat model that was not asked yet. Ideas that were posted come first.",
        parameters=[SECRET],
        request=None,
        responses=PasteSerializer,
    )
    def post(self, request: Request, key: UUID) -> Response:
        paste = own_paste(request, key)
        try:
            try_larger(paste)
        except NoneLarger as none:
            raise Conflict("Every model of this site was asked already.") from none
        return answer(paste)

    @extend_schema(
        operation_id="delete_tried_table",
        summary="Delete a table that is tried",
        description="At once, with every answer to it.",
        parameters=[SECRET],
        responses={204: None},
    )
    def delete(self, request: Request, key: UUID) -> Response:
        delete(own_paste(request, key))
        return Response(status=status.HTTP_204_NO_CONTENT)


def sent_rows(sent: dict[str, Any]) -> tuple[Rows, tuple[str, str]]:
    """The rows, and the names of their columns. Raises ValidationError, InDoubt."""
    named = (sent["input_name"], sent["expected_name"])
    rows = [(row["input"], row["expected"]) for row in sent["rows"]]
    if rows and sent["table"].strip():
        raise ValidationError({"table": ["Send either rows or a table."]})
    if rows or not sent["table"].strip():
        problems = cannot_be_kept(rows)
        if problems:
            raise ValidationError({"rows": [problem.message for problem in problems]})
        return rows, named
    parsed = parse(sent["table"], chosen=sent["reading"])
    problems = parsed.problems or cannot_be_kept(parsed.rows)
    if problems:
        readings = [{"key": each.key, "words": each.words, **as_read(each.read, 3)} for each in parsed.offers]
        raise InDoubt({"table": [problem.message for problem in problems]}, readings)
    return parsed.rows, named if any(named) else names_above(parsed.names)


def answer(paste: Paste) -> Response:
    return Response(PasteSerializer(paste_data(result_of(paste))).data)


def own_paste(request: Request, key: UUID) -> Paste:
    """Raises Http404 for everybody else, and once its words are gone."""
    paste = opened(key, of_program(request.headers.get(HEADER, ""))) or opened(key, of_token(request))
    if paste is None:
        raise Http404
    return paste


def of_program(secret: str) -> str:
    """What opens a paste that was made without a token; never the same as what belongs to a token or a browser."""
    return f"program {secret}"


def of_token(request: Request) -> str:
    """What opens a paste that was made with this token; "" without a token."""
    return f"token {request.auth.pk}" if isinstance(request.auth, ApiToken) else ""
