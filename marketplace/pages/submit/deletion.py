"""Deleting a draft, after asking."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from marketplace.pages.site.requests import SignedInRequest

from .drafts import own_draft


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def delete(request: SignedInRequest, slug: str) -> HttpResponse:
    idea = own_draft(request.user, slug)
    if request.method != "POST":
        return render(request, "submit/delete.html", {"idea": idea})
    idea.delete()
    messages.success(request, "The draft is deleted.")
    return redirect("submit")
