"""Every act of a moderator asks for a reason and leaves a row, which the public log shows without names."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from evaluations.panel.actions import take_stance
from evaluations.panel.models import InvitedPanel
from ideas import actions
from ideas.models import ActVerb, Idea, IdeaVersion, ModerationAct
from ideas.texts import VERSIONED
from marketplace.accounts.models import User
from marketplace.pages.moderation.deeds import DEEDS, person_of
from tests.evaluations.panel.actions.test_invited_panels import invite
from tests.factories import BECAUSE, make_comment, make_idea, make_person

from .cast import as_, claim_on

pytestmark = pytest.mark.django_db
NOTE = "Sells shoes to carol@example.org."
SAID = {"reason": "spam", "note": NOTE}
MAKE: dict[str, Callable[[], Any]] = {
    "idea": lambda: make_idea(make_person("carol")),
    "comment": lambda: make_comment(author=make_person("carol")),
    "claim": lambda: claim_on(make_idea()),
    "stance": lambda: take_stance(make_person("dora"), claim_on(make_idea()), upholds=True, reason="Yes."),
    "panel": lambda: panel_of(make_person("carol")),
    "person": lambda: make_person("carol"),
    "version": lambda: earlier_version(make_idea(make_person("carol"))),
}
UNDOES = {"hide": "show", "flag": "unflag", "lock": "unlock", "suspend": "lift"}
FIRST = [(kind, verb) for kind, verb in DEEDS if verb in UNDOES]


def earlier_version(idea: Idea) -> IdeaVersion:
    texts = {name: getattr(idea, name) for name in VERSIONED} | {"pitch": "Another pitch."}
    return actions.edit_idea(idea.author, idea, texts, []).versions.get()


def panel_of(maker: User) -> InvitedPanel:
    return invite(maker, make_idea(maker))


@pytest.fixture
def moderator() -> Client:
    return as_(make_person("mo", staff=True))


@pytest.mark.parametrize(("kind", "verb"), FIRST)
def test_act_leaves_a_row_and_is_undone_by_another(kind: str, verb: str, moderator: Client) -> None:
    thing = MAKE[kind]()
    address = f"/moderation/{kind}/{thing.pk}/"
    assert DEEDS[kind, verb].button in moderator.get(f"{address}{verb}/").text
    for each in (verb, verb, UNDOES[verb]):  # the second changes nothing
        assert moderator.post(f"{address}{each}/", SAID).status_code == 302
    first, second = ModerationAct.objects.order_by("pk")
    assert (first.verb, first.kind, first.reason, first.note) == (verb, kind, "spam", NOTE)
    assert (second.verb, second.kind) == (UNDOES[verb], kind)
    assert first.person == person_of(thing) and str(first.moderator) == "mo"
    assert first.before == second.after != first.after == second.before


@pytest.mark.parametrize(("kind", "verb"), DEEDS)
def test_moderator_does_not_act_on_what_is_their_own(kind: str, verb: str) -> None:
    thing = MAKE[kind]()
    User.objects.filter(pk=person_of(thing).pk).update(is_staff=True)
    refused = as_(person_of(thing)).post(f"/moderation/{kind}/{thing.pk}/{verb}/", SAID)
    assert refused.status_code == 403 and "another moderator must decide" in refused.text
    assert NOTE in refused.text and not ModerationAct.objects.exists()


@pytest.mark.parametrize(("kind", "verb"), DEEDS)
def test_outsider_finds_no_page(kind: str, verb: str) -> None:
    thing = MAKE[kind]()
    for client in (as_(make_person()), as_(person_of(thing))):
        assert client.post(f"/moderation/{kind}/{thing.pk}/{verb}/", SAID).status_code == 404
    assert not ModerationAct.objects.exists()


@pytest.mark.parametrize("sent", [{}, {"reason": "boredom"}, {"reason": "other"}, SAID | {"note": "x" * 1_001}])
def test_act_without_a_fit_reason_is_refused_and_keeps_what_was_typed(sent: dict[str, str], moderator: Client) -> None:
    page = moderator.post(f"/moderation/idea/{make_idea().pk}/hide/", sent)
    assert page.status_code == 422 and sent.get("note", "") in page.text
    assert Idea.objects.published().exists() and not ModerationAct.objects.exists()


def test_verb_that_there_is_not_is_a_404(moderator: Client) -> None:
    assert moderator.get(f"/moderation/idea/{make_idea().pk}/burn/").status_code == 404
    assert moderator.get("/moderation/idea/99/hide/").status_code == 404
    draft = make_idea(published=False)
    assert moderator.get(f"/moderation/idea/{draft.pk}/hide/").status_code == 404


def test_postgres_refuses_an_act_on_ones_own_and_one_without_a_reason() -> None:
    mo, carol = make_person("mo", staff=True), make_person("carol")
    fit = {"moderator": mo, "person": carol, "verb": ActVerb.FLAG, "kind": "person", "reason": "spam"}
    for wrong in ({"person": mo}, {"reason": ""}, {"reason": "other"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ModerationAct.objects.create(**fit | wrong)
    assert ModerationAct.objects.create(**fit)


def test_moderator_who_edits_somebody_elses_idea_leaves_a_row_and_its_author_none() -> None:
    idea, mo = make_idea(), make_person(staff=True)
    actions.edit_idea(idea.author, idea, {"title": "Route repair letters"}, [])
    assert not ModerationAct.objects.exists()
    actions.edit_idea(mo, idea, {"title": "Route other letters"}, [])
    assert ModerationAct.objects.get().after == {"did": "edited its text"}


def test_log_shows_acts_to_everybody_without_names_and_notes(moderator: Client) -> None:
    idea, hidden = make_idea(make_person("carol")), make_comment(author=make_person("dora"))
    moderator.post(f"/moderation/idea/{idea.pk}/hide/", SAID)
    moderator.post(f"/moderation/comment/{hidden.pk}/hide/", SAID)
    page = Client().get("/moderation/log")
    assert page.status_code == 200 and page.text.count("Spam or advertising") == 2
    assert "A moderator hid a comment on" in page.text and hidden.idea.title in page.text
    for private in (NOTE, "carol", "dora", "mo<", hidden.text, idea.title):
        assert private not in page.text.partition("<main")[2]
    moderator.post(f"/moderation/idea/{idea.pk}/show/", SAID)
    actions.tally()
    again = Client().get("/moderation/log?before=99999999").text
    assert "showed again an idea" in again and idea.title in again


def test_log_goes_on_page_by_page_with_as_many_queries(
    django_assert_max_num_queries: Callable[[int], Any],
) -> None:
    mo, idea = make_person(staff=True), make_idea()
    for _ in range(16):
        comment = make_comment(idea, author=idea.author)
        assert actions.hide(mo, comment, BECAUSE) and actions.show(mo, comment, BECAUSE)
    with django_assert_max_num_queries(3):
        first = Client().get("/moderation/log").text
    last = ModerationAct.objects.order_by("-pk")[29].pk
    assert first.count('id="act-') == 30 and f"?before={last}" in first
    assert Client().get(f"/moderation/log?before={last}").text.count('id="act-') == 2


def test_log_in_the_api_has_the_same_acts() -> None:
    mo, idea = make_person("mo", staff=True), make_idea(make_person("carol"))
    for verb in (actions.hide, actions.show, actions.hide):
        verb(mo, idea, BECAUSE)
    page = Client().get("/api/v1/moderation/log/?limit=2").json()
    assert [act["verb"] for act in page["results"]] == ["hide", "show"]
    first = page["results"][0]
    assert first["idea"] is None and first["by"] == "moderator" and first["reason"] == "spam"
    assert "carol" not in str(page) and "shoes" not in str(page)
    assert [act["verb"] for act in Client().get(page["next"]).json()["results"]] == ["hide"]
