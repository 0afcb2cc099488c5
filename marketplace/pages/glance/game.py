"""`/glance/`: one idea at a time, shown for five seconds, then a few questions, then the truth.

With htmx each step replaces the one before. Without JavaScript each is a page, and "I have read it" leads from the card
to the questions. Both use the same forms. `panel.actions.glances` says which answers are accepted.
"""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods

from evaluations.panel import actions
from evaluations.panel.actions import PlayerAnswers, Refused
from evaluations.panel.answers import STRANGER
from evaluations.panel.models import Challenge, Claim, Glance, InvitedPanel, KnownFields, Player
from evaluations.panel.models.challenge import SECONDS
from evaluations.panel.models.claim import NamedProduct
from evaluations.panel.models.glance import KNOWN_FROM
from ideas.limits import DailyLimit
from ideas.models import Vote
from marketplace.pages.people.work import WorkForm
from marketplace.pages.site.requests import PageRequest
from marketplace.pages.strangers.offer import offer_for

from .forms import AnswersForm, StanceForm, WordsForm
from .players import player_of

SAID = "glance"  # in the session: the player's own words about the open card
SEAT = "panel"  # in the session: the link of the panel in which they play now
CLAIMS_SHOWN = 3  # beside the truth: the claims with the most upholders
step_only = require_http_methods(["GET", "HEAD", "POST"])


@step_only
def glance(request: PageRequest) -> HttpResponse:
    """The start. A card that is open already is not shown again; its questions are."""
    player = player_of(request, begins=request.method == "POST")
    request.session.pop(SEAT, None)
    card = actions.open_card(player)
    if card:
        return resume(request, card)
    if request.method != "POST":
        return show(request, "start", record=Glance.objects.record_of(player), seconds=SECONDS, stranger=STRANGER)
    try:
        card = actions.deal(player, by_clock=request.POST.get("clock") != "no")
    except DailyLimit as limit:
        return refuse(request, str(limit))
    if card is None:
        return show(request, "empty", record=Glance.objects.record_of(player))
    return show(request, "card", card=card, example=card.example, seconds=SECONDS)


@step_only
def seat(request: PageRequest, token: str) -> HttpResponse:
    """`/panel/<token>/`, the link of a panel: what will happen there, then its cards one after the other."""
    panel = get_object_or_404(InvitedPanel.objects.select_related("maker"), token=token)
    player = player_of(request, begins=request.method == "POST")
    card = actions.open_card_in(panel, player)
    try:
        if request.method != "POST" and card is None:
            actions.check_seat(panel, player)
            return show(request, "seat", panel=panel, seconds=SECONDS, cards=actions.cards_of(panel, player))
        request.session[SEAT] = token
        if card:
            return resume(request, card)
        card = actions.deal_in_panel(panel, player, by_clock=request.POST.get("clock") != "no")
    except Refused as refusal:
        return show(request, "no_seat", panel=panel, why=str(refusal))
    if card is None:
        return show(request, "seen_all", panel=panel, cards=actions.cards_of(panel, player))
    return show(request, "card", card=card, example=card.example, seconds=SECONDS)


def resume(request: PageRequest, card: Challenge) -> HttpResponse:
    """The questions about a card that was dealt before."""
    if (said := words_kept(request, card)) is not None:
        return choices(request, card, said)
    return questions(request, card, was_seen=card.turned is not None)


@step_only
def read(request: PageRequest) -> HttpResponse:
    """Turn the card and ask the first question."""
    try:
        return questions(request, in_hand(request))
    except Refused as refusal:
        return refuse(request, str(refusal))


@step_only
def pass_by(request: PageRequest) -> HttpResponse:
    """Give the card back: its player left before it was shown."""
    try:
        actions.pass_by(player_of(request), request.POST.get("challenge", ""))
    except Refused as refusal:
        return refuse(request, str(refusal))
    token = request.session.get(SEAT)
    return seat(request, token) if token else glance(request)


@step_only
def choose(request: PageRequest) -> HttpResponse:
    """Take the player's own words, or none, and show the four lines."""
    try:
        card = in_hand(request)
    except Refused as refusal:
        return refuse(request, str(refusal))
    words = WordsForm(request.POST)
    if not words.is_valid():
        return show(request, "words", card=card, form=words, status=422)
    request.session[SAID] = {"card": card.pk} | words.cleaned_data
    return choices(request, card, words.cleaned_data["words"])


@step_only
def answer(request: PageRequest) -> HttpResponse:
    """Store the answers and show the truth; or show the form again with its errors."""
    player = player_of(request)
    try:
        card = in_hand(request)
        form = AnswersForm(card, request.POST)
        if not form.is_valid():
            return show(request, "choices", card=card, form=form, status=422)
        glance = actions.answer(player, card.token, given(form.cleaned_data))
    except Refused as refusal:
        return refuse(request, str(refusal))
    to_judge = [(claim, StanceForm(claim.pk)) for claim in claims_to_judge(player, card)]
    return show(
        request,
        "truth",
        card=card,
        idea=card.idea,
        glance=glance,
        voted=Vote.objects.among(request.user, [card.idea]),
        record=Glance.objects.record_of(player),
        named=NamedProduct(glance.product_name, glance.product_link) if glance.product_name else None,
        to_judge=to_judge,
        offer=None if card.panel_id else offer_for(player.person),
        is_known=bool(to_judge and player.person and Glance.objects.that_make_known(player.person).exists()),
        known_from=KNOWN_FROM,
        work_form=WorkForm() if asks_what_they_know(player, card) else None,
    )


def asks_what_they_know(player: Player, card: Challenge) -> bool:
    """Once somebody has glanced, until they say or would rather not. Not in a panel, which counts apart."""
    return player.person is not None and not card.panel_id and not KnownFields.objects.said_by(player.person)


def claims_to_judge(player: Player, card: Challenge) -> list[Claim]:
    """The claims that would lower an answer and that this player may judge."""
    if player.person is None:
        return []
    open_ones = Claim.objects.for_idea(card.idea).foremost().filter(by_frontier_lab=True).select_related("idea")
    return [claim for claim in open_ones[:CLAIMS_SHOWN] if claim.takes_stance_of(player.person)]


def in_hand(request: PageRequest) -> Challenge:
    """The card that was sent back. Raises Refused."""
    return actions.card_in_hand(player_of(request), request.POST.get("challenge", ""))


def given(sent: dict[str, Any]) -> PlayerAnswers:
    return PlayerAnswers(
        picked=int(sent["picked"]),
        would_use=sent["would_use"],
        would_pay=sent.get("would_pay", ""),
        words=sent["words"],
        knows_product=sent["knows"] == "yes",
        product_name=sent["product_name"],
        product_link=sent["product_link"],
    )


def words_kept(request: PageRequest, card: Challenge) -> str | None:
    """The player's own words about this card, "" if they skipped them, None before: nobody who has seen the four lines
    is asked for them again."""
    said = request.session.get(SAID, {})
    return str(said["words"]) if said.get("card") == card.pk else None


def choices(request: PageRequest, card: Challenge, words: str) -> HttpResponse:
    return show(request, "choices", card=card, form=AnswersForm(card, initial={"words": words}))


def questions(request: PageRequest, card: Challenge, *, was_seen: bool = True) -> HttpResponse:
    """`was_seen`: whether the player read the card to the end, as far as we know."""
    actions.turn(card)
    return show(request, "words", card=card, form=WordsForm(), was_seen=was_seen)


def refuse(request: PageRequest, why: str) -> HttpResponse:
    return show(request, "refused", why=why, status=422)


def show(request: PageRequest, stage: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """One step of the game, alone for htmx, else within the page. It belongs to one player, so no cache may keep it."""
    token = request.session.get(SEAT)
    again = reverse("panel-seat", args=[token]) if token else reverse("glance")
    if request.method != "POST" and stage == "refused":
        return redirect(again)
    template = f"glance/_{stage}.html" if request.htmx else "glance/glance.html"
    response = render(request, template, context | {"stage": f"glance/_{stage}.html", "again": again}, status=status)
    add_never_cache_headers(response)
    return response
