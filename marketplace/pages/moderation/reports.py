"""Reporting an idea, a comment or a claim: a link that opens a form, in place with htmx, else as a page."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from evaluations.panel import actions as panel
from evaluations.panel.models import Claim
from ideas import actions
from ideas.actions.votes import NotOpen
from ideas.limits import DailyLimit
from ideas.models import Comment, Idea
from ideas.models.report import Reason
from marketplace.pages.glance.prior_art import claim_seen
from marketplace.pages.site.fields import TypedText
from marketplace.pages.site.requests import SignedInRequest

GONE = "There is nothing left to report: it was withdrawn, removed or deleted meanwhile."


class ReportForm(forms.Form):
    reason = forms.ChoiceField(label="What is wrong with it", choices=[("", "Choose a reason"), *Reason.choices])
    details = TypedText(
        label="What should a moderator know",
        max_length=1_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report_idea(request: SignedInRequest, slug: str) -> HttpResponse:
    idea = get_object_or_404(Idea.objects.published(), slug=slug)
    return report(request, idea, reverse("report-idea", args=[slug]), f"“{idea.title}”")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report_comment(request: SignedInRequest, pk: int) -> HttpResponse:
    comment = get_object_or_404(Comment.objects.standing().on_published_ideas().select_related("author"), pk=pk)
    description = f"a comment by {comment.author.shown_name}"
    return report(request, comment, reverse("report-comment", args=[pk]), description)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report_claim(request: SignedInRequest, pk: int) -> HttpResponse:
    claim = claim_seen(pk)
    description = f"the claim that {claim.product} does this"
    return report(request, claim, reverse("report-claim", args=[pk]), description)


def report(request: SignedInRequest, target: Idea | Comment | Claim, url: str, description: str) -> HttpResponse:
    # A page may hold several of these forms, and ids may not repeat.
    form = ReportForm(request.POST or None, auto_id=f"report-{target._meta.model_name}-{target.pk}-%s")
    form.fields["reason"].widget.attrs["autofocus"] = bool(request.htmx) and not form.is_bound
    if request.method == "POST" and form.is_valid() and sent(request, target, form):
        return thanks(request, target)
    template = "moderation/_report.html" if request.htmx else "moderation/report.html"
    context = {"form": form, "report_url": url, "what": description, "target": target}
    return render(request, template, context, status=422 if form.errors else 200)


def sent(request: SignedInRequest, target: Idea | Comment | Claim, form: ReportForm) -> bool:
    """Whether the report was taken; if not, the form says why."""
    reason, details = form.cleaned_data["reason"], form.cleaned_data["details"]
    try:
        if isinstance(target, Claim):
            panel.report_claim(request.user, target, reason, details)
        else:
            actions.report(request.user, target, reason, details)
    except NotOpen:
        form.add_error(None, GONE)
    except DailyLimit as limit:
        form.add_error(None, str(limit))
    return form.is_valid()


def thanks(request: SignedInRequest, target: Idea | Comment | Claim) -> HttpResponse:
    if request.htmx:
        return render(request, "moderation/_thanks.html")
    messages.success(request, "Thank you. A moderator will look at it.")
    return redirect(target)
