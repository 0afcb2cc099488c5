"""Try a table, step 3: its answers as they come, for who pasted it alone, and what may be done next."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from evaluations.prototypes.models import Paste
from evaluations.prototypes.pastes.begin import NoneLarger, try_larger
from evaluations.prototypes.pastes.begin import larger as runs_of_a_larger_model
from evaluations.prototypes.pastes.end import delete
from evaluations.prototypes.pastes.result import result_of
from marketplace.pages.site.fields import whole_number
from marketplace.pages.site.requests import PageRequest

from .holder import own_paste
from .table import ReadTable, as_text

DELETED = "It is deleted: your lines, and every answer to them."


@require_safe
def answers(request: PageRequest, key: UUID) -> HttpResponse:
    """The answers alone for the poll of htmx, else the page. `?way=`: the run whose answers are shown."""
    paste = own_paste(request, key)
    template = "pastes/_answers.html" if request.htmx else "pastes/answers.html"
    return render(request, template, shown(paste, whole_number(request.GET.get("way", ""))))


def shown(paste: Paste, chosen: int | None) -> dict[str, Any]:
    result = result_of(paste, chosen)
    larger = [] if result.is_working else runs_of_a_larger_model(paste, result.pasted)
    table = ReadTable(as_text(paste.pairs, paste.names), paste.pairs, paste.names, any(paste.names))
    table.revision = result.pasted.revision
    minutes = result.minutes(len(larger)) if larger else 0
    return {"paste": paste, "result": result, "table": table, "minutes": minutes}


@require_POST
def larger(request: PageRequest, key: UUID) -> HttpResponse:
    paste = own_paste(request, key)
    try:
        model = try_larger(paste)
        messages.info(request, f"{model.name} is asked now. Ideas that were posted come first.")
    except NoneLarger:
        messages.info(request, "Every model that this site has was asked already.")
    return redirect("pasted", paste.key)


@require_POST
def end(request: PageRequest, key: UUID) -> HttpResponse:
    delete(own_paste(request, key))
    messages.success(request, DELETED)
    return redirect(reverse("paste"))
