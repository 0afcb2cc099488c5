"""The strangers' set of an idea: what is known of it, and the form to give an example."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from evaluations.prototypes.datasets.examples import MAX_CHARACTERS
from evaluations.prototypes.models import ExampleRevision, Run, StrangersChallenge, StrangersExample, Task
from evaluations.prototypes.strangers.give import NotGivable, give
from ideas.actions.votes import NotOpen
from ideas.floors import MIN_STRANGERS, WORKS_ALONE_FLOOR, WORKS_FLOOR
from ideas.limits import DailyLimit
from ideas.models import Idea
from marketplace.accounts.models import User
from marketplace.pages.site.fields import TypedText

MAX_LABELS = 50  # in a list to choose from
CLOSED = "This idea takes no examples: it was withdrawn, or its answers are compared with nothing."


class GivenForm(forms.Form):
    input = TypedText(
        label="Input",
        max_length=MAX_CHARACTERS,
        help_text="Something that could really come in, and that the author's examples do not show.",
        widget=forms.Textarea(attrs={"rows": 4, "class": "mono"}),
        error_messages={"required": "An example needs an input."},
    )
    expected = TypedText(
        label="What should come of it",
        max_length=MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3, "class": "mono"}),
        error_messages={"required": "Say what should come of it."},
    )

    def __init__(self, data: Mapping[str, Any] | None, revision: ExampleRevision | None) -> None:
        super().__init__(data)
        self.fields["expected"].help_text = hint_for(revision)


def hint_for(revision: ExampleRevision | None) -> str:
    """What an expected output looks like. It names no text of the author: help texts are not escaped."""
    if revision is None:
        return ""
    return {
        Task.CLASSIFY: "One of the author's labels, which stand above.",
        Task.EXTRACT: "One JSON object with the fields of the author's examples.",
        Task.SEARCH: "The name of the document that answers; several go on a line each.",
    }.get(Task(revision.task), "The answer as you would write it.")


@require_http_methods(["GET", "HEAD", "POST"])
def strangers(request: HttpRequest, slug: str) -> HttpResponse:
    """For everybody: the number and the counts. For people other than the author: the form."""
    idea = get_object_or_404(Idea.objects.published(), slug=slug)
    revision = ExampleRevision.objects.latest_of(idea)
    if request.method == "POST" and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    is_author = request.user.pk == idea.author_id
    form = GivenForm(request.POST if request.method == "POST" else None, revision)
    if form.is_valid() and given(request, idea, form):
        messages.success(request, "Thank you. Two others answer it now without seeing what you expect.")
        return redirect("strangers", idea.slug)
    context = {
        "idea": idea,
        "form": form,
        "revision": revision,
        "shown": shown_rows(revision),
        "labels": revision.labels()[:MAX_LABELS] if revision and revision.task == Task.CLASSIFY else [],
        "counts": StrangersExample.objects.counts(idea),
        "best": Run.objects.best_of([idea]).get(idea.pk),
        "enough": MIN_STRANGERS,
        "floor": WORKS_FLOOR,
        "alone": WORKS_ALONE_FLOOR,
        "challenged": StrangersChallenge.objects.open().of_idea(idea).first() if is_author else None,
    }
    return render(request, "strangers/give.html", context, status=422 if form.errors else 200)


def given(request: HttpRequest, idea: Idea, form: GivenForm, *, is_offered: bool = False) -> bool:
    """Whether it was taken; else the form says why and keeps what was typed. Raises PermissionDenied."""
    assert isinstance(request.user, User)
    try:
        sent = form.cleaned_data
        give(request.user, idea, sent["input"], sent["expected"], is_offered=is_offered)
    except NotGivable as why:
        form.add_error(why.field, str(why))
    except NotOpen:
        form.add_error(None, CLOSED)
    except DailyLimit as limit:
        form.add_error(None, str(limit))
    return not form.errors


def shown_rows(revision: ExampleRevision | None) -> list[tuple[str, str]]:
    """A few of the author's own examples, which are public; in the order of runs, so of different labels."""
    return list(revision.examples.order_by("turn").values_list("input", "expected")[:3]) if revision else []
