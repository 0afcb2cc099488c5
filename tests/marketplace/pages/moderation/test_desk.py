"""The queue of moderators: reports that they read and decide, and what hiding and flagging do."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from lxml import html

from evaluations.panel.actions import NewClaim, claim
from evaluations.panel.models import Claim
from ideas import actions
from ideas.lists import page_of
from ideas.models import Comment, Idea, ModerationAct, Report, Tag, Vote
from ideas.models.report import Decision, Reason
from marketplace.accounts.models import User
from marketplace.pages.moderation import desk
from marketplace.search import search
from tests.factories import BECAUSE, make_comment, make_idea, make_person
from tests.marketplace.pages.unwrapped import unwrapped

from .cast import SPAM, as_, claim_on

MISTAKE = {"reason": "mistake"}


def ticked(do: str, *chosen: Any, **fields: str) -> dict[str, Any]:
    """What the desk sends with these things ticked."""
    boxes = [f"{thing._meta.model_name}-{thing.pk}" for thing in chosen]
    return {"do": do, "chosen": boxes, "reason": "spam", "note": "Sells shoes.", "days": "7"} | fields


pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator() -> Client:
    return as_(make_person("mo", staff=True))


def test_moderators_see_open_reports_grouped_by_target_most_reported_first(moderator: Client) -> None:
    once, twice, comment = make_idea(), make_idea(), make_comment(text="Rude words.")
    for target in (once, twice, twice, comment):
        actions.report(make_person(), target, Reason.ABUSE, "Unfriendly.")
    page = moderator.get("/moderation/").text
    cases = html.fromstring(page).xpath("//li[@class='case']")
    assert [case.xpath("string(.//label//b)") for case in cases] == [twice.title, once.title, "A comment"]
    assert [len(case.findall(".//ul/li")) for case in cases] == [2, 1, 1]
    assert "Rude words." in page


def test_hidden_idea_is_out_of_every_list_and_its_page_is_a_404_to_others(moderator: Client) -> None:
    idea = make_idea(tags=("care",), votes=1)
    actions.report(make_person(), idea, Reason.SPAM)
    assert moderator.post("/moderation/", ticked("hide", idea))["Location"] == "/moderation/"
    care = Tag.objects.get(slug="care")
    for name in ("hot", "new", "top"):
        assert not page_of(name).ideas and not page_of(name, tag=care).ideas
    assert not page_of("top", window="year").ideas and not search(idea.title).ideas
    assert Client().get(idea.get_absolute_url()).status_code == 404
    assert as_(make_person()).get(idea.get_absolute_url()).status_code == 404
    assert "A moderator has hidden this idea" in as_(idea.author).get(idea.get_absolute_url()).text


def test_author_cannot_publish_a_hidden_idea_again() -> None:
    idea = make_idea()
    report, _ = actions.report(make_person(), idea, Reason.SPAM)
    actions.decide(make_person(staff=True), report, Decision.HIDDEN, BECAUSE)
    with pytest.raises(PermissionDenied):
        actions.publish(idea.author, Idea.objects.get())


def test_hidden_comment_says_so_and_keeps_its_place_and_is_not_counted(moderator: Client) -> None:
    comment = make_comment(text="Rude words.")
    make_comment(comment.idea, text="A calm reply.", parent=comment)
    actions.report(make_person(), comment, Reason.ABUSE)
    moderator.post("/moderation/", ticked("hide", comment))
    actions.tally()
    page = Client().get(comment.idea.get_absolute_url()).text
    assert "Removed by a moderator" in page and "Rude words." not in page and "A calm reply." in page
    assert Idea.objects.get().comment_count == 1


def test_keeping_closes_every_open_report_of_the_target_and_hides_nothing(moderator: Client) -> None:
    idea, other = make_idea(), make_idea()
    for target in (idea, idea, other):
        actions.report(make_person(), target, Reason.SPAM)
    moderator.post("/moderation/", ticked("keep", idea, reason=""))
    assert [report.decision for report in Report.objects.order_by("pk")] == ["kept", "kept", "open"]
    assert Idea.objects.published().count() == 2
    assert Report.objects.decided()[0].decided_by == User.objects.get(username="mo")


def test_second_moderator_changes_nothing_and_is_told(moderator: Client) -> None:
    idea = make_idea()
    actions.report(make_person(), idea, Reason.SPAM)
    actions.hide(make_person(staff=True), idea, BECAUSE)
    page = moderator.post("/moderation/", ticked("hide", idea), follow=True)
    assert "another moderator was faster" in page.text
    assert ModerationAct.objects.count() == 1 and Report.objects.get().decision == Decision.HIDDEN


def test_hiding_can_be_taken_back_and_the_idea_returns_to_its_place(moderator: Client) -> None:
    first, second = make_idea(hours_old=2), make_idea(hours_old=1)
    comment = make_comment(second)
    for target in (first, comment):
        report, _ = actions.report(make_person(), target, Reason.SPAM)
        actions.decide(make_person(staff=True), report, Decision.HIDDEN, BECAUSE)
    for path in (f"/moderation/idea/{first.pk}/show/", f"/moderation/comment/{comment.pk}/show/"):
        moderator.post(path, MISTAKE)
    assert [idea.pk for idea in page_of("new").ideas] == [second.pk, first.pk]
    assert Comment.objects.standing().count() == 1
    assert not Report.objects.hidden().exists()


def test_showing_again_does_not_publish_what_its_author_withdrew(moderator: Client) -> None:
    idea = make_idea()
    actions.report(make_person(), idea, Reason.SPAM)
    actions.unpublish(idea.author, idea)
    moderator.post("/moderation/", ticked("hide", idea))
    moderator.post(f"/moderation/idea/{idea.pk}/show/", MISTAKE)
    assert not Idea.objects.published().exists()


def test_flagged_author_has_votes_that_show_but_do_not_rank_until_unflagged(moderator: Client) -> None:
    author, idea = make_person("carol"), make_idea()
    actions.cast_vote(author, idea)
    for verb, ranked in (("flag", 0), ("unflag", 1)):
        moderator.post(f"/moderation/person/{author.pk}/{verb}/", MISTAKE)
        actions.tally()
        idea.refresh_from_db()
        assert (idea.votes, idea.ranked_votes) == (1, ranked)


def test_flag_button_stands_beside_the_report_and_on_the_profile(moderator: Client) -> None:
    idea = make_idea(make_person("carol"))
    actions.report(make_person(), idea, Reason.SPAM)
    for path in ("/moderation/people/carol/", "/u/carol/"):
        assert html.fromstring(moderator.get(path).text).xpath(
            f"//a[@href='/moderation/person/{idea.author_id}/flag/']"
        )
    assert "flag" not in as_(make_person()).get("/u/carol/").text


def test_outsider_sees_and_decides_nothing() -> None:
    idea = make_idea(make_person("carol"))
    report, _ = actions.report(make_person("bob"), idea, Reason.SPAM)
    for person in (User.objects.get(username="bob"), idea.author):
        client = as_(person)
        assert client.get("/moderation/").status_code == 404
        assert client.post("/moderation/", ticked("hide", idea)).status_code == 404
        assert client.post(f"/moderation/person/{report.reporter_id}/flag/", MISTAKE).status_code == 404
    assert Client().get("/moderation/")["Location"].startswith("/account/login/")
    assert Report.objects.get().decision == Decision.OPEN
    assert not User.objects.exclude(flagged=None).exists()


@pytest.mark.parametrize("verb", [actions.hide, actions.show, actions.keep])
def test_verbs_refuse_who_is_no_moderator(verb: Callable[..., bool]) -> None:
    idea = make_idea()
    report, _ = actions.report(make_person(), idea, Reason.SPAM)
    for outsider in (make_person(), idea.author):
        with pytest.raises(PermissionDenied):
            verb(outsider, idea, BECAUSE)
        with pytest.raises(PermissionDenied):
            actions.decide(outsider, report, Decision.HIDDEN, BECAUSE)
    assert Report.objects.open().exists() and not ModerationAct.objects.exists()


@pytest.mark.parametrize("verb", [actions.flag, actions.unflag])
def test_votes_are_stopped_by_no_outsider(verb: Callable[..., bool]) -> None:
    with pytest.raises(PermissionDenied):
        verb(make_person(), make_person(), BECAUSE)


def test_moderators_cannot_flag_each_other(moderator: Client) -> None:
    mia = make_person("mia", staff=True)
    page = moderator.post(f"/moderation/person/{mia.pk}/flag/", MISTAKE)
    assert page.status_code == 403 and "cannot do this to each other" in page.text
    assert not User.objects.exclude(flagged=None).exists()


def test_decision_that_is_none_is_refused(moderator: Client) -> None:
    idea = make_idea()
    actions.report(make_person(), idea, Reason.SPAM)
    wrong = (ticked("burn", idea), ticked("hide", idea, reason=""), ticked("hide", idea, days="2"))
    for sent in (*wrong, ticked("hide"), ticked("hide") | {"chosen": ["x-1", "idea-x", "idea-"]}):
        page = moderator.post("/moderation/", sent)
        assert page.status_code == 422 and "Sells shoes.</textarea>" in page.text
        is_ticked = bool(html.fromstring(page.text).xpath(f"//input[@value='idea-{idea.pk}' and @checked]"))
        assert is_ticked is (sent in wrong)
    assert Report.objects.open().count() == 1 and Idea.objects.published().exists()


def test_command_makes_a_moderator_and_takes_the_role_away(capsys: pytest.CaptureFixture[str]) -> None:
    person = make_person("dora")
    call_command("moderator", "Dora")
    assert as_(person).get("/moderation/").status_code == 200
    call_command("moderator", "dora", "--remove")
    assert as_(person).get("/moderation/").status_code == 404
    with pytest.raises(CommandError, match="Nobody here is called nemo"):
        call_command("moderator", "nemo")


def test_vote_rows_of_a_hidden_idea_stay() -> None:
    idea = make_idea(votes=2)
    report, _ = actions.report(make_person(), idea, Reason.SPAM)
    actions.decide(make_person(staff=True), report, Decision.HIDDEN, BECAUSE)
    assert Vote.objects.count() == 2


def test_claim_is_reported_from_its_page_and_hidden_and_shown_by_a_moderator(moderator: Client) -> None:
    made, bob = claim_on(make_idea()), as_(make_person("bob"))
    prior_art, path = f"/ideas/{made.idea.slug}/prior-art/", f"/claims/{made.pk}/report/"
    assert path in bob.get(prior_art).text and path not in as_(made.person).get(prior_art).text
    assert path not in Client().get(prior_art).text
    assert bob.post(path, SPAM)["Location"] == f"{prior_art}#claim-{made.pk}"
    page = unwrapped(moderator.get("/moderation/").text)
    assert "Rude &lt;b&gt;words&lt;/b&gt; by Big Lab" in page
    assert "/moderation/people/carol/" in page and "Sells shoes." in page
    for address, seen in (("/moderation/", False), (f"/moderation/claim/{made.pk}/show/", True)):
        moderator.post(address, ticked("hide", made))
        assert ("Rude" in bob.get(prior_art).text) is seen
        assert ("Show it again" in moderator.get("/moderation/people/carol/").text) is not seen


def test_claim_that_was_made_again_cannot_be_shown_beside_it(moderator: Client) -> None:
    made = claim_on(make_idea())
    as_(make_person()).post(f"/claims/{made.pk}/report/", SPAM)
    moderator.post("/moderation/", ticked("hide", made))
    again = NewClaim(made.product, "Big Lab", "https://example.org/", by_frontier_lab=True)
    claim(make_person(), made.idea, again)
    page = moderator.post(f"/moderation/claim/{made.pk}/show/", MISTAKE)
    assert page.status_code == 403 and "claimed this product already" in page.text


def test_form_to_claim_tells_a_flagged_person_why_it_does_not_do() -> None:
    mallory, idea = make_person("mallory"), make_idea()
    User.objects.filter(pk=mallory.pk).update(flagged=timezone.now())
    said = {"product": "Sorter", "company": "Big Lab", "link": "https://example.org/"}
    refused = as_(mallory).post(f"/ideas/{idea.slug}/prior-art/", said)
    assert refused.status_code == 422 and "no say in claims" in refused.text and not Claim.objects.exists()


def wave(accounts: int, posts: int) -> list[User]:
    """New accounts with so many comments each, the first of which is reported."""
    idea, people = make_idea(), [make_person(f"spam{number}", days_old=0.1) for number in range(accounts)]
    for person in people:
        comments = [make_comment(idea, person, f"{person.username} wrote {n} of these.") for n in range(posts)]
        actions.report(make_person(), comments[0], Reason.SPAM)
    return people


def test_authors_are_suspended_with_all_that_they_posted_in_one_form(moderator: Client) -> None:
    people, calm = wave(3, 2), make_comment(text="Calm words.")
    first = [person.comments.order_by("pk")[0] for person in people]
    page = moderator.post("/moderation/", ticked("all", *first, days=""), follow=True)
    assert "9 acts done" in page.text and "No report is open." in page.text
    assert [comment.pk for comment in Comment.objects.standing()] == [calm.pk]
    for person in people:
        person.refresh_from_db()
        assert person.suspended and person.suspensions.get().until is None
    assert ModerationAct.objects.filter(verb="hide").count() == 6


def test_authors_are_suspended_and_their_other_posts_stay(moderator: Client) -> None:
    (person,) = wave(1, 2)
    moderator.post("/moderation/", ticked("suspend", person.comments.order_by("pk")[0]))
    person.refresh_from_db()
    assert person.suspended and Comment.objects.standing().count() == 1


def test_what_is_ones_own_is_refused_and_the_rest_is_done(moderator: Client) -> None:
    mo = User.objects.get(username="mo")
    own, other, peer = make_comment(author=mo), make_comment(), make_comment(author=make_person(staff=True))
    for comment in (own, other, peer):
        actions.report(make_person(), comment, Reason.SPAM)
    page = moderator.post("/moderation/", ticked("suspend", own, other, peer), follow=True)
    assert "another moderator must decide" in page.text and "cannot do this to each other" in page.text
    assert [comment.pk for comment in Comment.objects.standing()] == [own.pk]
    assert not User.objects.exclude(suspended=None).filter(is_staff=True).exists()


def test_queue_goes_on_page_by_page_with_as_many_queries(
    moderator: Client, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    monkeypatch.setattr(desk, "A_PAGE", 3)
    wave(4, 1)
    twice = Comment.objects.order_by("-pk")[0]
    actions.report(make_person(), twice, Reason.ABUSE)
    moderator.get("/moderation/")
    with django_assert_max_num_queries(12):
        page = html.fromstring(moderator.get("/moderation/").text)
    boxes = page.xpath("//input[@name='chosen']/@value")
    (more,) = page.xpath("//a[@rel='next']/@href")
    rest = html.fromstring(moderator.get(f"/moderation/{more}").text).xpath("//input[@name='chosen']/@value")
    assert boxes[0] == f"comment-{twice.pk}" and (len(boxes), len(rest)) == (3, 1)
    assert len({*boxes, *rest}) == 4
    assert moderator.get("/moderation/?after=9-x").status_code == 200


def test_page_of_a_person_shows_posts_history_and_acts(moderator: Client) -> None:
    (person,) = wave(1, 2)
    one, other = person.comments.order_by("pk")
    moderator.post("/moderation/people/spam0/", ticked("hide", other))
    page = unwrapped(moderator.get("/moderation/people/spam0/").text)
    assert "2 posts" in page and "1 hidden" in page and "mo hid their comment" in page and other.text in page
    assert f"/moderation/comment/{other.pk}/show/" in page and f"/moderation/comment/{one.pk}/show/" not in page
    assert moderator.get("/moderation/people/nobody/").status_code == 404
    for outsider in (person, make_person()):
        client = as_(outsider)
        assert client.get("/moderation/people/spam0/").status_code == 404
        assert client.post("/moderation/people/spam0/", ticked("hide", one)).status_code == 404
    assert Comment.objects.standing().count() == 1


def test_what_was_hidden_is_shown_again_in_one_form(moderator: Client) -> None:
    somebody = make_person("sam")
    idea = make_idea(somebody)
    comments = [make_comment(author=somebody, text=f"Words {number} of mine.") for number in range(2)]
    address = "/moderation/people/sam/"
    moderator.post(address, ticked("hide", idea, *comments))
    assert not somebody.comments.filter(hidden=None).exists()
    moderator.post(address, ticked("show", idea, *comments, reason="mistake"))
    idea.refresh_from_db()
    assert idea.is_published and somebody.comments.filter(hidden=None).count() == 2
    assert ModerationAct.objects.filter(verb="show").count() == 3
    assert "Show them again" not in moderator.get("/moderation/").text
