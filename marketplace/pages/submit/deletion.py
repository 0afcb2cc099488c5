"""Deleting a draft, after asking."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from .drafts import own_draft
from .typed import AuthorRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def delete(request: AuthorRequest, slug: str) -> HttpResponse:
    idea = own_draft(request.user, slug)
    if request.method != "POST":
        return render(request, "submit/delete.html", {"idea": idea})
    idea.delete()
    messages.success(request, "The draft is deleted.")
    return redirect("submit")
