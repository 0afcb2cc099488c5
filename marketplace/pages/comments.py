"""Comments: written, edited and deleted by their authors. Reading them is part of the idea's page."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from ideas import actions
from ideas.actions.voting import NotOpen
from ideas.limits import DailyLimit
from ideas.models import Comment, Idea

from .forms import CommentForm
from .idea import page_of_idea, visible_idea
from .requests import SignedInRequest
from .signing_in import posted_by_somebody

CLOSED = "This takes no more comments: it was withdrawn, removed or deleted meanwhile."


@posted_by_somebody
def post(request: SignedInRequest, slug: str) -> HttpResponse:
    """A new comment, or a reply to `parent`. What is refused comes back with every word still in the form."""
    idea = visible_idea(request, slug)
    form = CommentForm(request.POST)
    parent = parent_of(request, idea)
    if form.is_valid():
        try:
            return redirect(actions.post_comment(request.user, idea, form.cleaned_data["text"], parent))
        except NotOpen:
            form.add_error(None, CLOSED)
        except DailyLimit as limit:
            form.add_error(None, str(limit))
    context = page_of_idea(request, idea, comment_form=form, reply_to=parent)
    return render(request, "idea/idea.html", context, status=422)


def parent_of(request: SignedInRequest, idea: Idea) -> Comment | None:
    """The comment that is answered, or None for one under the idea itself."""
    number = request.POST.get("parent", "")
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
