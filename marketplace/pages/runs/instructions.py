"""An instruction of the author's own, tried beside the automatic recipes."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from evaluations.prototypes.models import ExampleRevision, Run, Task
from evaluations.prototypes.recipes.messages import listed_labels
from evaluations.prototypes.runs.steer import (
    MAX_INSTRUCTION,
    MAX_INSTRUCTIONS,
    InstructionFault,
    add_instruction,
)
from evaluations.prototypes.scorers.objects import written
from ideas.limits import DailyLimit
from ideas.models import Idea
from marketplace.pages.site.fields import TypedText
from marketplace.pages.site.kept_forms import forget
from marketplace.pages.site.refused_forms import keeps_what_is_typed
from marketplace.pages.site.requests import SignedInRequest

MAX_LABELS = 20


class InstructionForm(forms.Form):
    use_required_attribute = False

    text = TypedText(
        strip=False,
        error_messages={"required": "There is no instruction. Write what the model is to do with an input."},
        label="The instruction",
        help_text="What the model is told before it sees an input.",
        # Counted as it is typed. A maxlength would cut pasted text without a word.
        widget=forms.Textarea({"rows": 8, "data-max": MAX_INSTRUCTION, "class": "mono"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_is_typed
def instructions(request: SignedInRequest, slug: str, typed: QueryDict | None) -> HttpResponse:
    idea = Idea.objects.get_editable_or_403(request.user, slug)
    if idea.is_draft:
        return redirect("submit-draft", slug)
    if request.method != "POST":
        return page(request, idea, InstructionForm(initial=typed.dict() if typed else {}))
    form = InstructionForm(request.POST)
    if form.is_valid():
        try:
            runs = add_instruction(request.user, idea, form.cleaned_data["text"])
        except (InstructionFault, DailyLimit) as fault:
            form.add_error("text", str(fault))
    if not form.is_valid():
        return page(request, idea, form, status=422)
    forget(request)
    many = "one run" if len(runs) == 1 else f"{len(runs)} runs"
    messages.success(request, f"The instruction is tried by {many}, beside the automatic ones.")
    return redirect(f"{idea.get_absolute_url()}#prototypes")


def page(request: SignedInRequest, idea: Idea, form: InstructionForm, status: int = 200) -> HttpResponse:
    revision = ExampleRevision.objects.latest_of(idea)
    runs = list(Run.objects.of_revision(revision).instructed()) if revision else []
    context = {
        "idea": idea,
        "form": form,
        "runs": runs,
        "most": MAX_INSTRUCTIONS,
        "revision": revision,
        "labels": labels_of(revision) if revision and revision.task == Task.CLASSIFY else "",
        "schema": schema_of(revision) if revision and revision.task != Task.CLASSIFY else "",
    }
    return render(request, "runs/instructions.html", context, status=status)


def labels_of(revision: ExampleRevision) -> str:
    """The text that takes the place of {labels}."""
    found = revision.labels()
    more = f" and {len(found) - MAX_LABELS} more" if len(found) > MAX_LABELS else ""
    return listed_labels(found[:MAX_LABELS], ", ") + more


def schema_of(revision: ExampleRevision) -> str:
    """The text that takes the place of {schema}."""
    return written(revision.schema) if revision.schema else ""
