"""Comments: written, edited and deleted by their authors. `page` shows them."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from ideas import actions
from ideas.actions.comments import CommentsLocked
from ideas.actions.votes import NotOpen
from ideas.limits import DailyLimit, TooManyLinks
from ideas.models import Comment, Idea
from marketplace.pages.moderation.waiting import say_if_held
from marketplace.pages.site.fields import whole_number
from marketplace.pages.site.kept_forms import forget, kept
from marketplace.pages.site.requests import SignedInRequest
from marketplace.pages.site.signing_in import keeping_what_is_typed

from .page import CommentForm, page_of_idea

CLOSED = "This takes no more comments: it was withdrawn, removed or deleted meanwhile."


@keeping_what_is_typed
def post(request: SignedInRequest, slug: str) -> HttpResponse:
    """Post a comment, or a reply to `parent`. A refused text comes back in the form; so does a text that was sent after
    the session had run out, since the sign-in leads here."""
    idea = Idea.objects.get_visible_or_404(request.user, slug)
    if request.method != "POST":
        typed = kept(request)
        if typed is None:
            return redirect(f"{idea.get_absolute_url()}#comments")
        form = CommentForm(initial=typed.dict())
        return render(request, "idea/idea.html", page_of_idea(request, idea, form, parent_of(typed, idea)))
    form = CommentForm(request.POST)
    parent = parent_of(request.POST, idea)
    if form.is_valid():
        try:
            made = actions.post_comment(request.user, idea, form.cleaned_data["text"], parent)
        except CommentsLocked as locked:
            form.add_error(None, str(locked))
        except NotOpen:
            form.add_error(None, CLOSED)
        except DailyLimit as limit:
            form.add_error(None, str(limit))
        except TooManyLinks as links:
            form.add_error("text", str(links))
        else:
            forget(request)
            say_if_held(request, made)
            return redirect(made)
    return render(request, "idea/idea.html", page_of_idea(request, idea, form, parent), status=422)


def parent_of(typed: QueryDict, idea: Idea) -> Comment | None:
    """The comment that is answered; None if the idea itself is."""
    number = typed.get("parent", "")
    if not number:
        return None
    return get_object_or_404(idea.comments, pk=whole_number(number, digits=18) or 0)


def own_comment(request: SignedInRequest, pk: int) -> Comment:
    """The comment, for its author alone. Raises Http404 for everybody else."""
    rows = Comment.objects.by(request.user).not_removed().select_related("idea")
    return get_object_or_404(rows, pk=pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    comment = own_comment(request, pk)
    form = CommentForm(request.POST or None, initial={"text": comment.text})
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_comment(request.user, comment, form.cleaned_data["text"])
        except TooManyLinks as links:
            form.add_error("text", str(links))
        else:
            say_if_held(request, comment)
            return redirect(comment)
    status = 422 if form.errors else 200
    return render(request, "idea/edit_comment.html", {"comment": comment, "form": form}, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask first, then delete the text. The comment stays as an empty place, so that its replies keep their parent."""
    comment = own_comment(request, pk)
    if request.method != "POST":
        return render(request, "idea/delete_comment.html", {"comment": comment})
    actions.delete_comment(request.user, comment)
    return redirect(comment)
