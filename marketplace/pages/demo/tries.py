"""Try it: the live demo of an idea, from the typed text to the answer, as a page or as a stream for the page's script.

1. `try_it` reads and checks the text, then asks `line.begin` for an attempt, which the quota may refuse.
2. For a script, `streamed` sends the pieces of `serve.answer` as server-sent events.
3. Without a script, `answered_page` waits for the whole answer.

`outcome` puts the answer into the form of its task.
"""

from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods

from evaluations.prototypes.demos import line, serve
from evaluations.prototypes.demos.async_bridge import Beat
from evaluations.prototypes.demos.line import DemoAway
from evaluations.prototypes.demos.quota import TooManyTries
from evaluations.prototypes.demos.serve import Failed, Tried
from evaluations.prototypes.engines import Restart
from evaluations.prototypes.models import Example, ExampleRevision, Run, Try, demo_of, example_meant, examples_to_pick
from ideas.models import Idea
from marketplace.pages.glance.players import noting_opening
from marketplace.pages.site.fields import one_break, whole_number
from marketplace.pages.templatetags.shown import plain
from marketplace.visitors import ASKING_AGAIN, BEAT, EVENT_STREAM, STREAM_HEADERS, event, visitor_of, why_not

from .outcome import shown_of

PATIENCE = 2.0  # seconds that a page without a script waits for its turn before it shows how many are ahead
KEPT_FOR_PAGES = timedelta(seconds=45)  # time to read that number and to press the button again
LOOK_AGAIN_MS = 700


@require_http_methods(["GET", "HEAD", "POST"])
def try_it(request: HttpRequest, slug: str) -> HttpResponseBase:
    idea = get_object_or_404(Idea.objects.published().for_page(), slug=slug)
    demo = demo_of(idea)
    if request.method != "POST" or demo is None:
        return noting_opening(request, page(request, idea, demo), idea)
    text, streams = one_break(request.POST.get("input", "")), EVENT_STREAM in request.headers.get("Accept", "")
    row = whole_number(request.POST.get("row", ""))
    meant = None if text.strip() and why_not(text) else example_meant(demo, row, text)
    text = meant.input if meant else text
    typed = {"text": text, "picked": meant.position if meant else None}
    if why := why_not(text):
        return refused(request, idea, demo, why, HTTPStatus.UNPROCESSABLE_ENTITY, typed, streams=streams)
    try:
        attempt = line.begin(demo, visitor_of(request), ticket_of(request))
    except TooManyTries as limit:
        return refused(request, idea, demo, str(limit), HTTPStatus.TOO_MANY_REQUESTS, typed, streams=streams)
    except DemoAway as away:
        return refused(request, idea, demo, str(away), HTTPStatus.SERVICE_UNAVAILABLE, typed, streams=streams)
    if streams:
        return StreamingHttpResponse(
            streamed(request, idea, attempt, text, meant), content_type=EVENT_STREAM, headers=STREAM_HEADERS
        )
    return answered_page(request, idea, attempt, meant, typed)


def page(
    request: HttpRequest, idea: Idea, demo: Run | None, *, status: int = HTTPStatus.OK, **attempt: Any
) -> HttpResponse:
    """`attempt`: the typed text and what became of it, as `demo/_form.html` names them."""
    context = {
        "idea": idea,
        "demo": demo,
        "picks": examples_to_pick(demo) if demo else [],
        "latest_revision": ExampleRevision.objects.latest_of(idea),
        **attempt,
    }
    return render(request, "demo/try.html", context, status=status)


def refused(
    request: HttpRequest, idea: Idea, demo: Run, why: str, status: int, typed: dict[str, Any], *, streams: bool
) -> HttpResponse:
    if streams:
        return HttpResponse(event("problem", {"words": plain(why)}), content_type=EVENT_STREAM, status=status)
    return page(request, idea, demo, status=status, problem=why, **typed)


def answered_page(
    request: HttpRequest, idea: Idea, attempt: Try, meant: Example | None, typed: dict[str, Any]
) -> HttpResponse:
    demo = attempt.run
    if not line.get_turn(attempt, PATIENCE, KEPT_FOR_PAGES):
        ahead = in_line(line.people_ahead(attempt))
        return page(request, idea, demo, waiting=ahead, ticket=attempt.ticket, **typed)
    *_, last = serve.answer(attempt, typed["text"])
    if isinstance(last, Tried):
        return page(request, idea, demo, shown=shown_of(demo, last, meant), **typed)
    why = last.why if isinstance(last, Failed) else "The answer broke off. Try again."
    return page(request, idea, demo, status=HTTPStatus.SERVICE_UNAVAILABLE, problem=why, **typed)


def streamed(request: HttpRequest, idea: Idea, attempt: Try, text: str, meant: Example | None) -> Iterator[bytes]:
    """The events for the page's script. If it is not the turn of this attempt, the script asks again in a moment."""
    if not line.get_turn(attempt):
        words = in_line(line.people_ahead(attempt))
        yield event("waiting", {"words": words, "ticket": str(attempt.ticket), "again_in_ms": LOOK_AGAIN_MS})
        return
    yield BEAT  # so that the stream begins before the model does
    for each in serve.answer(attempt, text):
        match each:
            case Beat():
                yield BEAT
            case str():
                yield event("piece", plain(each))
            case Restart():
                yield event("restart", {"words": ASKING_AGAIN})
            case Failed():
                yield event("problem", {"words": plain(each.why)})
            case Tried():
                shown = shown_of(attempt.run, each, meant)
                context = {"idea": idea, "demo": attempt.run, "shown": shown, "text": text}
                html = render_to_string("demo/_result.html", context, request)
                yield event("result", {"words": shown.summary, "html": html})


def in_line(ahead: int) -> str:
    if ahead == 0:
        return "You are next: every place at the model is taken at this moment."
    return "1 person is ahead of you." if ahead == 1 else f"{ahead} people are ahead of you."


def ticket_of(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("ticket", ""))
    except ValueError:
        return None
