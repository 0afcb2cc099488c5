"""Prior art: claims that a product does the work of an idea already, and the stances of others on them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from evaluations.panel import actions
from evaluations.panel.actions import NewClaim, Refused
from evaluations.panel.links import LONGEST
from evaluations.panel.models import Claim, Glance, Stance
from evaluations.panel.models.claim import MODERATOR, OUTWEIGH, STANCES_SHOWN
from evaluations.panel.models.glance import KNOWN_FROM, PRODUCT
from ideas.actions.comments import CommentsLocked
from ideas.limits import DailyLimit, TooManyLinks
from ideas.models import Idea
from marketplace.accounts.models import User
from marketplace.pages.moderation.waiting import say_if_held
from marketplace.pages.site.kept_forms import FEW_CHARACTERS, forget, keep, kept
from marketplace.pages.site.requests import SignedInRequest
from marketplace.pages.site.signing_in import keeping_what_is_typed, posted_by_somebody

from .forms import ClaimForm, ReplyForm, StanceForm
from .players import noting_opening

MAX_CLAIMS = 50  # on the page: those with the most upholders


@require_http_methods(["GET", "HEAD", "POST"])
def prior_art(request: HttpRequest, slug: str) -> HttpResponse:
    idea = get_object_or_404(Idea.objects.published(), slug=slug)
    if request.method != "POST":
        typed = kept(request) if isinstance(request.user, User) else None
        return shown(request, idea, ClaimForm(initial=typed.dict() if typed else named_in(request)))
    if not isinstance(request.user, User):
        keep(request, FEW_CHARACTERS)
        return redirect(f"{reverse('account_login')}?next={request.path}")
    form = ClaimForm(request.POST)
    if form.is_valid():
        try:
            made = actions.claim(request.user, idea, NewClaim(**form.cleaned_data))
        except (Refused, DailyLimit) as refusal:
            form.add_error(None, str(refusal))
        except TooManyLinks as links:
            form.add_error(links.field, str(links))
    if form.errors:
        return shown(request, idea, form)
    forget(request)
    if not say_if_held(request, made):
        messages.success(request, "Your claim is listed. Others uphold or challenge it.")
    return redirect("prior-art", slug)


def named_in(request: HttpRequest) -> dict[str, str]:
    """A product named in a glance, to begin a claim with. The link is checked when the claim is made."""
    limits = {"product": PRODUCT, "link": LONGEST}
    return {name: request.GET.get(name, "").replace("\0", "")[:limit] for name, limit in limits.items()}


def shown(
    request: HttpRequest,
    idea: Idea,
    form: ClaimForm,
    typed: StanceForm | None = None,
    answer: ReplyForm | None = None,
) -> HttpResponse:
    """`typed`: a stance that was refused, to be shown again; `answer`: of the idea's author, likewise."""
    claims = list(Claim.objects.for_idea(idea).for_page()[:MAX_CLAIMS])
    person = request.user if isinstance(request.user, User) else None
    mine = Stance.objects.standing().by(person).by_claim(claims) if person else {}
    context: dict[str, Any] = {
        "idea": idea,
        "rows": [
            {
                "claim": claim,
                "stance_form": stance_form(claim, person, mine, typed),
                "reply_form": reply_form(claim, person, answer),
                "may_withdraw": claim.can_be_withdrawn_by(person),
            }
            for claim in claims
        ],
        "typed": typed or answer,
        "said_at": person and Glance.objects.answered_by(person, idea),
        "known_from": KNOWN_FROM,
        "is_known": person is not None and Glance.objects.that_make_known(person).exists(),
        "outweigh": OUTWEIGH,
        "moderator": MODERATOR,
        "stances_shown": STANCES_SHOWN,
        "more": max(0, Claim.objects.for_idea(idea).standing().count() - MAX_CLAIMS),
        "held": list(Claim.objects.for_idea(idea).held().by(person)) if person else [],
        "waiting": Claim.objects.waiting(idea) if person else [],
        "form": form,
    }
    wrong = form.errors or (typed and typed.errors) or (answer and answer.errors)
    page = render(request, "glance/prior_art.html", context, status=422 if wrong else 200)
    return noting_opening(request, page, idea)


def stance_form(
    claim: Claim, person: User | None, mine: dict[int, Stance], typed: StanceForm | None
) -> StanceForm | None:
    """The form with this person's stance; None if they may not take one."""
    if not claim.takes_stance_of(person):
        return None
    if typed and typed.prefix_id == claim.pk:
        return typed
    stance = mine.get(claim.pk)
    said = {"upholds": "yes" if stance.upholds else "no", "reason": stance.reason} if stance else None
    return StanceForm(claim.pk, initial=said)


@keeping_what_is_typed
def stance(request: SignedInRequest, pk: int) -> HttpResponse:
    claim = claim_seen(pk)
    if request.method != "POST":
        typed = kept(request) if claim.takes_stance_of(request.user) else None
        if typed is None:
            return redirect("prior-art", claim.idea.slug)
        return shown(request, claim.idea, ClaimForm(), StanceForm(pk, initial=typed.dict()))
    if request.POST.get("do") == "drop":
        actions.drop_stance(request.user, claim)
        messages.success(request, "What you said to it is taken back.")
        return redirect("prior-art", claim.idea.slug)
    form = StanceForm(pk, request.POST)
    if not form.is_valid():
        return again(request, claim, form)
    upholds, reason = form.cleaned_data["upholds"] == "yes", form.cleaned_data["reason"]
    try:
        actions.take_stance(request.user, claim, upholds=upholds, reason=reason)
    except (Refused, DailyLimit) as refusal:
        form.add_error(None, str(refusal))
        return again(request, claim, form)
    forget(request)
    if request.htmx:
        return render(request, "glance/_judged.html", {"claim": claim, "upholds": upholds})
    messages.success(request, "What you say to it is kept.")
    if request.POST.get("next") == "glance":
        return redirect("glance")
    return redirect("prior-art", claim.idea.slug)


def again(request: SignedInRequest, claim: Claim, form: StanceForm) -> HttpResponse:
    """The form with its errors: within the game if it was sent from there, else on the page of claims."""
    if request.htmx:
        set_aside = Glance.objects.answered_by(request.user, claim.idea) is None
        is_known = Glance.objects.that_make_known(request.user).exists()
        context = {"claim": claim, "form": form, "set_aside": set_aside, "is_known": is_known, "known_from": KNOWN_FROM}
        return render(request, "glance/_judge.html", context, status=422)
    return shown(request, claim.idea, ClaimForm(), form)


def reply_form(claim: Claim, person: User | None, typed: ReplyForm | None) -> ReplyForm | None:
    """None for everybody but the idea's author, and where there is an answer already, unless that is what to tell."""
    if not claim.can_be_answered_by(person):
        return None
    if typed and typed.claim_id == claim.pk:
        return typed
    return None if claim.all_replies else ReplyForm(claim.pk)


@keeping_what_is_typed
def reply(request: SignedInRequest, pk: int) -> HttpResponse:
    """Of the idea's author to a claim."""
    claim = claim_seen(pk)
    if request.method != "POST":
        typed = kept(request) if claim.can_be_answered_by(request.user) else None
        if typed is None:
            return redirect("prior-art", claim.idea.slug)
        return shown(request, claim.idea, ClaimForm(), answer=ReplyForm(pk, initial=typed.dict()))
    form = ReplyForm(pk, request.POST)
    if form.is_valid():
        try:
            made = actions.reply(request.user, claim, form.cleaned_data["text"])
        except (Refused, DailyLimit, CommentsLocked, TooManyLinks) as refusal:
            form.add_error(None, str(refusal))
    if form.errors:
        return shown(request, claim.idea, ClaimForm(), answer=form)
    forget(request)
    if not say_if_held(request, made):
        messages.success(request, "Your answer stands beside the claim.")
    return redirect(claim)


@posted_by_somebody
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    held = Claim.objects.held().by(request.user).select_related("idea").filter(pk=pk).first()
    claim = held or claim_seen(pk)
    actions.withdraw_claim(request.user, claim)
    messages.success(request, "The claim was withdrawn.")
    return redirect("prior-art", claim.idea.slug)


def claim_seen(pk: int) -> Claim:
    """Raises Http404."""
    open_ones = Claim.objects.standing().select_related("idea", "person").filter(idea__in=Idea.objects.published())
    return get_object_or_404(open_ones, pk=pk)
