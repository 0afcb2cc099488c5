"""Runs of an idea and their trials, from which scores are derived."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from evaluations.prototypes.models import ExampleRevision, Run, Trial
from ideas.models import Idea
from marketplace.api.pagination import PageQuery, asked, cursor_at, cut, number_after, page, page_schema
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


class RunsView(GenericAPIView[Run]):
    serializer_class = RunSerializer

    @extend_schema(
        operation_id="runs",
        summary="Read the runs of an idea, the first planned first",
        parameters=[RunsQuery],
        responses=page_schema("RunPage", RunSerializer),
    )
    def get(self, request: Request, slug: str) -> Response:
        query, idea = asked(request, RunsQuery), visible_idea(request, slug)
        revision = revision_of(idea, query.get("revision"))
        rows = Run.objects.of_revision(revision) if revision else Run.objects.none()
        runs, following = cut(rows.in_order(after=number_after(query)), query["limit"])
        return page(request, RunSerializer, runs, following)


class RunView(GenericAPIView[Run]):
    serializer_class = RunSerializer

    @extend_schema(operation_id="run", summary="Read a run", responses=RunSerializer)
    def get(self, request: Request, pk: int) -> Response:
        return Response(RunSerializer(visible_run(request, pk), context={"request": request}).data)


class TrialsView(GenericAPIView[Trial]):
    serializer_class = TrialSerializer

    @extend_schema(
        operation_id="trials",
        summary="Read the trials of a run, by the row of their example",
        parameters=[TrialsQuery],
        responses=page_schema("TrialPage", TrialSerializer),
    )
    def get(self, request: Request, pk: int) -> Response:
        query, run = asked(request, TrialsQuery), visible_run(request, pk)
        rows = run.trials.for_reading(only=query.get("only", ""), after=number_after(query))
        trials, following = cut(rows, query["limit"], lambda trial: cursor_at(trial.example.position))
        return page(request, TrialSerializer, trials, following)


def revision_of(idea: Idea, number: int | None) -> ExampleRevision | None:
    """The revision of the examples with this number, or the latest; None if there is none."""
    revisions = ExampleRevision.objects
    return revisions.latest_of(idea) if number is None else revisions.numbered(idea, number)
