"""Runs of an idea side by side, example by example."""

from typing import Any

from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from evaluations.prototypes.models import Run
from evaluations.prototypes.results.comparison import MAX_RUNS, Comparison, choose
from marketplace.api.pagination import asked, cursor_at, number_after, page
from marketplace.api.serializers.comparison import ComparedExampleSerializer, SideSerializer

from .lookups import visible_idea
from .runs import RunsQuery, revision_of


class CompareQuery(RunsQuery):
    runs = serializers.RegexField(
        rf"^[0-9]{{1,18}}(,[0-9]{{1,18}}){{0,{MAX_RUNS - 1}}}\Z",
        required=False,
        max_length=200,
        help_text=f"Up to {MAX_RUNS} ids of finished runs, as 12,15. Fewer than two: the best ones and the baseline.",
    )
    only = serializers.ChoiceField(
        choices=("different",), required=False, help_text="`different`: examples on which the runs differ."
    )


COMPARED = inline_serializer(
    "ComparisonPage",
    {
        "runs": SideSerializer(many=True),
        "results": ComparedExampleSerializer(many=True),
        "next": serializers.URLField(allow_null=True, help_text="The address of the next page, if there is one."),
    },
)


class ComparisonsView(GenericAPIView[Any]):
    serializer_class = ComparedExampleSerializer

    @extend_schema(
        operation_id="compare",
        summary="Compare runs of an idea, example by example",
        parameters=[CompareQuery],
        responses=COMPARED,
    )
    def get(self, request: Request, slug: str) -> Response:
        query, idea = asked(request, CompareQuery), visible_idea(request, slug)
        revision = revision_of(idea, query.get("revision"))
        if revision is None:
            return Response({"runs": [], "results": [], "next": None})
        chosen = choose(Run.objects.of_revision(revision).compared(), query.get("runs", "").split(","))
        comparison = Comparison(revision, chosen)
        rows = comparison.rows(after=number_after(query), limit=query["limit"] + 1, only_different="only" in query)
        more = len(rows) > query["limit"]
        following = cursor_at(rows[query["limit"] - 1].position) if more else None
        response = page(request, ComparedExampleSerializer, rows[: query["limit"]], following)
        response.data = {"runs": SideSerializer(comparison.sides, many=True).data} | response.data
        return response
