"""Read a table as the site reads one that is pasted. Nothing of it is stored."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from evaluations.prototypes.datasets.examples import Parsed, cannot_be_kept, parse
from marketplace.api.errors import InDoubt
from marketplace.api.serializers.tables import TableSerializer, TableWriting

from .lookups import read


class TablesView(GenericAPIView[Any]):
    serializer_class = TableSerializer

    @extend_schema(
        operation_id="read_table",
        summary="Read a table as the site would",
        description="Gives the rows that `replace_examples` takes. A table that can be read in several ways is answered"
        " with 400 and its `readings`; send it again with the `key` of one as `reading`.",
        request=TableWriting,
        responses={200: TableSerializer},
    )
    def post(self, request: Request) -> Response:
        sent = read(TableWriting, request)
        parsed = parse(sent["table"], chosen=sent["reading"])
        problems = parsed.problems or cannot_be_kept(parsed.rows)
        if problems:
            readings = [{"key": each.key, "words": each.words, **as_read(each.read, 3)} for each in parsed.offers]
            raise InDoubt({"table": [problem.message for problem in problems]}, readings)
        return Response(TableSerializer(as_read(parsed)).data)


def as_read(parsed: Parsed, most: int | None = None) -> dict[str, Any]:
    """`most`: rows."""
    given, expected = parsed.names
    rows = [{"input": row[0], "expected": row[1]} for row in parsed.rows[:most]]
    return {"rows": rows, "input_name": given, "expected_name": expected, "notices": parsed.notices}
