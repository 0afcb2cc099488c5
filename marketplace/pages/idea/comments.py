"""Comments: written, edited and deleted by their authors. Reading them is part of the idea's page."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from ideas import actions
from ideas.actions.votes import NotOpen
from ideas.limits import DailyLimit
from ideas.models import Comment, Idea
from marketplace.pages.site.kept import forget, kept
from marketplace.pages.site.requests import SignedInRequest
from marketplace.pages.site.signing_in import keeping_what_is_typed

from .forms import CommentForm
from .page import page_of_idea, visible_idea

CLOSED = "This takes no more comments: it was withdrawn, removed or deleted meanwhile."


@keeping_what_is_typed
def post(request: SignedInRequest, slug: str) -> HttpResponse:
    """A new comment, or a reply to `parent`. What is refused comes back with every word still in the form, and so does
    what was sent when the session had run out: the sign-in leads here."""
    idea = visible_idea(request, slug)
    if request.method != "POST":
        typed = kept(request)
        if typed is None:
            return redirect(f"{idea.get_absolute_url()}#comments")
        form = CommentForm(initial=typed.dict())
        return render(request, "idea/idea.html", with_form(request, idea, form, parent_of(typed, idea)))
    form = CommentForm(request.POST)
    parent = parent_of(request.POST, idea)
    if form.is_valid():
        try:
            made = actions.post_comment(request.user, idea, form.cleaned_data["text"], parent)
        except NotOpen:
            form.add_error(None, CLOSED)
        except DailyLimit as limit:
            form.add_error(None, str(limit))
        else:
            forget(request)
            return redirect(made)
    return render(request, "idea/idea.html", with_form(request, idea, form, parent), status=422)


def with_form(request: SignedInRequest, idea: Idea, form: CommentForm, parent: Comment | None) -> dict[str, Any]:
    return page_of_idea(request, idea, comment_form=form, reply_to=parent)


def parent_of(typed: QueryDict, idea: Idea) -> Comment | None:
    """The comment that is answered, or None for one under the idea itself."""
    number = typed.get("parent", "")
    if not number:
        return None
    return get_object_or_404(idea.comments, pk=int(number) if number.isdecimal() and len(number) < 19 else 0)


def own_comment(request: SignedInRequest, pk: int) -> Comment:
    """The comment, for its author alone; for everybody else there is nothing to edit here."""
    rows = Comment.objects.by(request.user).standing().select_related("idea")
    return get_object_or_404(rows, pk=pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    comment = own_comment(request, pk)
    form = CommentForm(request.POST or None, initial={"text": comment.text})
    if request.method == "POST" and form.is_valid():
        actions.edit_comment(request.user, comment, form.cleaned_data["text"])
        return redirect(comment)
    status = 422 if form.errors else 200
    return render(request, "idea/edit_comment.html", {"comment": comment, "form": form}, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: SignedInRequest, pk: int) -> HttpResponse:
    """Asks first, then takes the words away; the place stays, so that replies still hang somewhere."""
    comment = own_comment(request, pk)
    if request.method != "POST":
        return render(request, "idea/delete_comment.html", {"comment": comment})
    actions.delete_comment(request.user, comment)
    return redirect(comment)
