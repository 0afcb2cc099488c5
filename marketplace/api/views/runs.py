"""Runs of an idea and the trials they consist of: everything behind a score."""

from operator import attrgetter

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from evaluations.prototypes.models import ExampleRevision, Run, Trial
from ideas.models import Idea
from marketplace.api.pagination import PageQuery, asked, cut, number_in, page, page_schema
from marketplace.api.serializers.runs import RunSerializer, TrialSerializer

from .lookups import visible_idea, visible_run


class RunsQuery(PageQuery):
    revision = serializers.IntegerField(
        min_value=1,
        max_value=2**31 - 1,
        required=False,
        help_text="Runs over this revision of the examples instead of the latest.",
    )


class TrialsQuery(PageQuery):
    only = serializers.ChoiceField(
        choices=("failed", "errors"),
        required=False,
        help_text="`failed`: answers that were not fully right; `errors`: trials without an answer.",
    )


class Runs(GenericAPIView[Run]):
    serializer_class = RunSerializer

    @extend_schema(
        operation_id="runs",
        summary="Read the runs of an idea, the first planned first",
        parameters=[RunsQuery],
        responses=page_schema("RunPage", RunSerializer),
    )
    def get(self, request: Request, slug: str) -> Response:
        query, idea = asked(request, RunsQuery), visible_idea(request, slug)
        after = number_in(query["cursor"]) if "cursor" in query else 0
        revision = revision_of(idea, query.get("revision"))
        rows = Run.objects.of_revision(revision) if revision else Run.objects.none()
        runs, following = cut(rows.in_order(after=after), query["limit"])
        return page(request, RunSerializer(runs, many=True, context={"request": request}).data, following)


class OneRun(GenericAPIView[Run]):
    serializer_class = RunSerializer

    @extend_schema(operation_id="run", summary="Read a run", responses=RunSerializer)
    def get(self, request: Request, pk: int) -> Response:
        return Response(RunSerializer(visible_run(request, pk), context={"request": request}).data)


class Trials(GenericAPIView[Trial]):
    serializer_class = TrialSerializer

    @extend_schema(
        operation_id="trials",
        summary="Read the trials of a run, by the row of their example",
        parameters=[TrialsQuery],
        responses=page_schema("TrialPage", TrialSerializer),
    )
    def get(self, request: Request, pk: int) -> Response:
        query, run = asked(request, TrialsQuery), visible_run(request, pk)
        after = number_in(query["cursor"]) if "cursor" in query else 0
        rows = run.trials.for_reading(only=query.get("only", ""), after=after)
        trials, following = cut(rows, query["limit"], attrgetter("example.position"))
        return page(request, TrialSerializer(trials, many=True).data, following)


def revision_of(idea: Idea, number: int | None) -> ExampleRevision | None:
    """The revision of the examples with this number, or the latest; None if there is none."""
    revisions = ExampleRevision.objects
    return revisions.latest_of(idea) if number is None else revisions.numbered(idea, number)
