"""The page of one idea, section by section, in the order of `idea/idea.html`."""

import json
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evaluations.moments.evidence import evidence_of, known_of
from evaluations.moments.lacks import gaps, together
from evaluations.moments.models import Candidacy, Certificate
from evaluations.moments.score import A_DAY, score
from evaluations.panel.models import Challenge, Glance, inside_of, voices_about
from evaluations.prototypes.models import Proposal, demo_of, examples_to_pick
from evaluations.prototypes.results.proof import Replay, replay
from ideas.models import Comment, Idea, Vote
from marketplace.pages.glance.players import noting_opening
from marketplace.pages.lists.impressions import seen_by_others
from marketplace.pages.runs.progress import evidence_shown, runs_table
from marketplace.pages.site.fields import TypedText, whole_number
from marketplace.pages.site.requests import PageRequest

from .sharing import sharing_of
from .waitlist import demand_for

COMMENTS_A_PAGE = 100


class CommentForm(forms.Form):
    text = TypedText(
        label="Your comment",
        max_length=10_000,
        help_text="Markdown works: *emphasis*, `code`, lists, quotes and links.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Write something first."},
    )


@require_safe
def idea(request: PageRequest, slug: str) -> HttpResponse:
    """With `?example=` the recorded answer to the example in that row: for htmx, that alone."""
    idea = Idea.objects.get_visible_or_404(request.user, slug)
    if request.htmx and "example" in request.GET:
        return render(
            request, "idea/_replayed.html", {"idea": idea, "proof": idea.proof, "replay": played(request, idea)}
        )
    context = page_of_idea(request, idea, CommentForm(), reply_asked(request, idea))
    return noting_opening(request, render(request, "idea/idea.html", context), idea)


def page_of_idea(request: PageRequest, idea: Idea, form: CommentForm, reply_to: Comment | None) -> dict[str, Any]:
    """`form`: for a comment, perhaps with errors; `reply_to`: the comment that it answers."""
    may_edit = idea.can_be_edited_by(request.user)
    for_its_author = may_edit and idea.is_published
    demo = demo_of(idea) if idea.is_published else None
    table = runs_table(request.user, idea)
    return evidence_shown(idea, table) | {
        "idea": idea,
        "may_edit": may_edit,
        "voted": Vote.objects.among(request.user, [idea]),
        "listed": seen_by_others(idea) if for_its_author else None,
        "seen": Challenge.objects.who_saw(idea) if for_its_author else 0,
        "replay": played(request, idea),
        "demo": demo,
        "picks": examples_to_pick(demo) if demo else [],
        "pending": list(Proposal.objects.for_idea(idea).pending()) if for_its_author else [],
        "table": table,
        "moment": moment_of(idea),
        "audience": inside_of(idea) if idea.is_published else None,
        "panels": voices_about(idea) if idea.is_published else [],
        "demand": demand_for(request, idea),
        "thread": thread_of(request, idea),
        "comment_form": form,
        "reply_to": reply_to,
        "sharing": sharing_of(idea) if idea.is_published else None,
    }


def played(request: HttpRequest, idea: Idea) -> Replay | None:
    """The recorded answer that `?example=` asks for, else the one that cards show."""
    return replay(idea.proof, whole_number(request.GET.get("example", ""))) if idea.proof else None


def moment_of(idea: Idea) -> dict[str, Any]:
    """The five lower bounds and the score, or what is missing; and the certificates. Two queries for the history."""
    known = known_of(idea, idea.answers.all())
    candidacy = Candidacy.objects.times_of(idea)
    return {
        "terms": [(question, each.evidence) for question, each in known.items()],
        "score": score(evidence_of(known)),
        "gaps": together(gaps(known)),
        "earlier_glances": Glance.objects.at_earlier_texts(idea),
        "certificates": list(Certificate.objects.of(idea)),
        "certified_from": candidacy and candidacy.certified_from,
        "delayed": candidacy and candidacy.certified_from > candidacy.since + A_DAY,
        "held_up_since": candidacy and candidacy.claimed,
    }


def thread_of(request: HttpRequest, idea: Idea) -> dict[str, Any]:
    """One page of comments in thread order, beginning after `?after=`."""
    rows = idea.comments.visible_to(request.user).in_thread_order()
    after = path_of(request.GET.get("after", ""))
    comments = list((rows.after(after) if after else rows)[: COMMENTS_A_PAGE + 1])
    more = json.dumps(comments[COMMENTS_A_PAGE - 1].path) if len(comments) > COMMENTS_A_PAGE else ""
    return {"comments": comments[:COMMENTS_A_PAGE], "more": more}


def path_of(text: str) -> list[int]:
    """A comment's path from an address; empty if the text is no path."""
    parts = text.strip("[]").replace(" ", "").split(",")
    return [int(part) for part in parts] if all(part.isdecimal() and len(part) < 19 for part in parts) else []


def reply_asked(request: HttpRequest, idea: Idea) -> Comment | None:
    """The comment that `?reply=` asks to answer, for readers without JavaScript."""
    pk = whole_number(request.GET.get("reply", ""), digits=18)
    return None if pk is None else idea.comments.standing().select_related("author").filter(pk=pk).first()
