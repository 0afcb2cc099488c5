"""Controls of runs for authors and moderators: stop, continue, choose the demo, add an instruction."""

from collections.abc import Callable

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from evaluations.prototypes.models import Run
from evaluations.prototypes.runs.steer import (
    InstructionFault,
    add_instruction,
    answer_the_rest,
    choose_demo,
    leave_demo_to_the_best,
    rerun,
    stop_run,
)
from marketplace.accounts.models import User
from marketplace.api.errors import Conflict
from marketplace.api.serializers.inputs import InstructionWriting
from marketplace.api.serializers.runs import RunSerializer

from .lookups import editable_idea, person, read, visible_run

RunAction = Callable[[User, Run], bool]


class StopView(GenericAPIView[Run]):
    permission_classes = (IsAuthenticated,)
    serializer_class = RunSerializer

    @extend_schema(
        operation_id="stop_run",
        summary="Stop a run; what it has answered stays",
        request=None,
        responses=RunSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        return steered(request, pk, stop_run, "The run has ended already.")


class RerunView(GenericAPIView[Run]):
    permission_classes = (IsAuthenticated,)
    serializer_class = RunSerializer

    @extend_schema(
        operation_id="rerun",
        summary="Let a stopped run go on, ask again for the answers that did not come, or begin anew",
        description="A finished run that has all its answers begins anew. What the same model has answered is in the"
        " cache and is not asked again. It counts among the runs that an account may start in a day.",
        request=None,
        responses=RunSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        why = "Only a run that was stopped or has finished, over the latest examples and on a model in use."
        return steered(request, pk, rerun, why)


class RestView(GenericAPIView[Run]):
    permission_classes = (IsAuthenticated,)
    serializer_class = RunSerializer

    @extend_schema(
        operation_id="answer_the_rest",
        summary="Let a finished run answer the examples beyond its sample",
        description="It counts among the runs that an account may start in a day.",
        request=None,
        responses=RunSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        why = "Only a finished run that answered a sample, over the latest examples and on a model in use."
        return steered(request, pk, answer_the_rest, why)


class DemoView(GenericAPIView[Run]):
    permission_classes = (IsAuthenticated,)
    serializer_class = RunSerializer

    @extend_schema(
        operation_id="choose_demo",
        summary="Make this run the demo of its idea",
        request=None,
        responses=RunSerializer,
    )
    def put(self, request: Request, pk: int) -> Response:
        why = "Only a finished run with answers of a model, over the latest examples, can be the demo."
        return steered(request, pk, choose_demo, why)

    @extend_schema(
        operation_id="leave_demo_to_the_best",
        summary="Let the best run be the demo, where this one was chosen",
        responses={200: RunSerializer},
    )
    def delete(self, request: Request, pk: int) -> Response:
        leave_demo_to_the_best(person(request), visible_run(request, pk))
        return as_it_is(request, pk)


class InstructionsView(GenericAPIView[Run]):
    permission_classes = (IsAuthenticated,)
    serializer_class = RunSerializer

    @extend_schema(
        operation_id="add_instruction",
        summary="Have an instruction of one's own tried on every chat model",
        description="It competes with the automatic recipes and counts among the runs of which the best is chosen. The"
        " answer is its runs, also where the same words were tried on these examples before.",
        request=InstructionWriting,
        responses={201: RunSerializer(many=True)},
    )
    def post(self, request: Request, slug: str) -> Response:
        idea = editable_idea(request, slug)
        text = read(InstructionWriting, request)["text"]
        try:
            runs = add_instruction(person(request), idea, text)
        except InstructionFault as fault:
            raise ValidationError({"text": [str(fault)]}) from fault
        return Response(RunSerializer(runs, many=True, context={"request": request}).data, status.HTTP_201_CREATED)


def steered(request: Request, pk: int, action: RunAction, refusal: str) -> Response:
    """The run after the action. Raises Conflict if there was nothing to do, PermissionDenied, DailyLimit."""
    if not action(person(request), visible_run(request, pk)):
        raise Conflict(refusal)
    return as_it_is(request, pk)


def as_it_is(request: Request, pk: int) -> Response:
    return Response(RunSerializer(visible_run(request, pk), context={"request": request}).data)
