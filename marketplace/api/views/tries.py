"""Try the demo of an idea: POST a text, get the answer at once or as a stream. No account is needed."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.http import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import AllowAny
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from evaluations.prototypes.demos import line, serve
from evaluations.prototypes.demos.async_bridge import Beat
from evaluations.prototypes.demos.line import DemoAway
from evaluations.prototypes.demos.quota import TooManyTries, allowances
from evaluations.prototypes.demos.serve import Failed, Tried
from evaluations.prototypes.engines import Restart
from evaluations.prototypes.models import Example, Try, Visitor, demo_of, example_meant
from ideas.models import Idea
from marketplace.api.errors import Conflict, OverQuota, Unavailable
from marketplace.api.limits import limit_headers
from marketplace.api.pagination import asked
from marketplace.api.serializers.tries import (
    InLineSerializer,
    TriedSerializer,
    TryEventSerializer,
    TryWriting,
    tried_data,
)
from marketplace.visitors import ASKING_AGAIN, BEAT, EVENT_STREAM, STREAM_HEADERS, event, visitor_of, why_not

from .lookups import read

KEPT = timedelta(seconds=15)
PATIENCE = 1.0  # seconds


class EventStream(BaseRenderer):
    """Makes the media type acceptable; the view itself writes the events."""

    media_type = EVENT_STREAM
    format = "events"
    charset = None


class TryQuery(serializers.Serializer[Any]):
    stream = serializers.BooleanField(
        default=False,
        help_text="Server-sent events: `piece` (a string), then `result`; `waiting` and `problem` end it. After a"
        " `restart` forget every piece so far: the answer broke off, and comes again from its beginning.",
    )


class TryView(GenericAPIView[Any]):
    permission_classes = (AllowAny,)
    renderer_classes = (JSONRenderer, EventStream)
    serializer_class = TriedSerializer

    @extend_schema(
        operation_id="try",
        summary="Try an idea's demo",
        description="The demo is the best run's recipe, fitted on all examples. Nothing that is sent is stored. While"
        " every place at the model is taken, it answers 202 with a ticket; while the model rests, 503 with"
        " `Retry-After`. `Accept: text/event-stream` streams, too.",
        parameters=[TryQuery],
        request=TryWriting,
        responses={
            (200, "application/json"): TriedSerializer,
            (200, EVENT_STREAM): TryEventSerializer,
            (202, "application/json"): InLineSerializer,
        },
    )
    def post(self, request: Request, slug: str) -> HttpResponseBase:
        query, sent = asked(request, TryQuery), read(TryWriting, request)
        idea = get_object_or_404(Idea.objects.published(), slug=slug)
        if why := why_not(sent["input"]):
            raise ValidationError({"input": [why]})
        attempt = self.begin(idea, visitor_of(request), sent)
        example = example_meant(attempt.run, None, sent["input"])
        if query["stream"] or request.accepted_media_type == EVENT_STREAM:
            events = events_of(attempt, sent["input"], example)
            return StreamingHttpResponse(events, content_type=EVENT_STREAM, headers=STREAM_HEADERS)
        return answered(attempt, sent["input"], example)

    def begin(self, idea: Idea, visitor: Visitor, sent: dict[str, Any]) -> Try:
        demo = demo_of(idea)
        if demo is None:
            raise Conflict("This idea has no demo yet: none of its runs has beaten the answers without a model.")
        try:
            return line.begin(demo, visitor, sent["ticket"])
        except DemoAway as away:
            raise Unavailable(str(away), away.wait) from away
        except TooManyTries as limit:
            raise OverQuota(str(limit)) from limit
        finally:
            limit_headers(self, allowances(visitor))


def answered(attempt: Try, text: str, example: Example | None) -> Response:
    if not line.get_turn(attempt, PATIENCE, KEPT):
        waiting = {"ticket": attempt.ticket, "ahead": line.people_ahead(attempt)}
        return Response(InLineSerializer(waiting).data, status.HTTP_202_ACCEPTED, headers={"Retry-After": "1"})
    *_, last = serve.answer(attempt, text)
    if isinstance(last, Failed):
        raise Unavailable(last.why, last.wait)
    if not isinstance(last, Tried):
        raise Unavailable("The answer broke off.")
    return Response(tried_data(attempt.run, last, example))


def events_of(attempt: Try, text: str, example: Example | None) -> Iterator[bytes]:
    if not line.get_turn(attempt, 0.0, KEPT):
        yield event("waiting", {"ticket": str(attempt.ticket), "ahead": line.people_ahead(attempt)})
        return
    yield BEAT  # so that the stream begins before the model does
    for each in serve.answer(attempt, text):
        match each:
            case Beat():
                yield BEAT
            case str():
                yield event("piece", each)
            case Restart():
                yield event("restart", {"detail": ASKING_AGAIN})
            case Failed():
                yield event("problem", {"detail": each.why})
            case Tried():
                yield event("result", tried_data(attempt.run, each, example))
