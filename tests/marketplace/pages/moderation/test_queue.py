"""The queue of moderators: reports that they read and decide, and what hiding and flagging do."""

from collections.abc import Callable

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
from tests.factories import BECAUSE, make_comment, make_idea, make_person
from tests.marketplace.pages.unwrapped import unwrapped

from .cast import SPAM, as_, claim_on

HIDE = {"decision": "hide", "reason": "spam", "note": "Sells shoes."}
MISTAKE = {"reason": "mistake"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator() -> Client:
    return as_(make_person("mo", staff=True))


def test_moderators_see_open_reports_grouped_by_target_most_reported_first(moderator: Client) -> None:
    once, twice, comment = make_idea(), make_idea(), make_comment(text="Rude words.")
    for target in (once, twice, twice, comment):
        actions.report(make_person(), target, Reason.ABUSE, "Unfriendly.")
    page = moderator.get("/reports/").text
    cases = html.fromstring(page).xpath("//section[.//button[@value='hide']]")
    assert [case.xpath("string(.//h2/a)") for case in cases] == [twice.title, once.title, comment.idea.title]
    assert [len(case.findall(".//li")) for case in cases] == [2, 1, 1]
    assert "Rude words." in page


def test_hidden_idea_is_out_of_every_list_and_its_page_is_a_404_to_others(moderator: Client) -> None:
    idea = make_idea(tags=("care",), votes=1)
    report, _ = actions.report(make_person(), idea, Reason.SPAM)
    assert moderator.post(f"/reports/{report.pk}/", HIDE)["Location"] == "/reports/"
    care = Tag.objects.get(slug="care")
    for name in ("hot", "new", "top"):
        assert not page_of(name).ideas and not page_of(name, tag=care).ideas
    assert not page_of("top", window="year").ideas and not Idea.objects.found_by(idea.title, None)
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
    report, _ = actions.report(make_person(), comment, Reason.ABUSE)
    moderator.post(f"/reports/{report.pk}/", HIDE)
    actions.tally()
    page = Client().get(comment.idea.get_absolute_url()).text
    assert "Removed by a moderator" in page and "Rude words." not in page and "A calm reply." in page
    assert Idea.objects.get().comment_count == 1


def test_keeping_closes_every_open_report_of_the_target_and_hides_nothing(moderator: Client) -> None:
    idea, other = make_idea(), make_idea()
    reports = [actions.report(make_person(), target, Reason.SPAM)[0] for target in (idea, idea, other)]
    moderator.post(f"/reports/{reports[0].pk}/", {"decision": "keep"})
    assert [report.decision for report in Report.objects.order_by("pk")] == ["kept", "kept", "open"]
    assert Idea.objects.published().count() == 2
    assert Report.objects.decided()[0].decided_by == User.objects.get(username="mo")


def test_second_moderator_changes_nothing_and_is_told(moderator: Client) -> None:
    idea = make_idea()
    report, _ = actions.report(make_person(), idea, Reason.SPAM)
    actions.decide(make_person(staff=True), report, Decision.KEPT, BECAUSE)
    page = moderator.post(f"/reports/{report.pk}/", HIDE, follow=True)
    assert "Another moderator decided" in page.text
    assert Idea.objects.published().count() == 1 and Report.objects.get().decision == Decision.KEPT


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
    report, _ = actions.report(make_person(), idea, Reason.SPAM)
    actions.unpublish(idea.author, idea)
    moderator.post(f"/reports/{report.pk}/", HIDE)
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
    for path in ("/reports/", "/u/carol/"):
        assert html.fromstring(moderator.get(path).text).xpath(
            f"//a[@href='/moderation/person/{idea.author_id}/flag/']"
        )
    assert "flag" not in as_(make_person()).get("/u/carol/").text


def test_outsider_sees_and_decides_nothing() -> None:
    idea = make_idea(make_person("carol"))
    report, _ = actions.report(make_person("bob"), idea, Reason.SPAM)
    for person in (User.objects.get(username="bob"), idea.author):
        client = as_(person)
        assert client.get("/reports/").status_code == 404
        assert client.post(f"/reports/{report.pk}/", {"decision": "keep"}).status_code == 404
        assert client.post(f"/moderation/person/{report.reporter_id}/flag/", MISTAKE).status_code == 404
    assert Client().get("/reports/")["Location"].startswith("/account/login/")
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
    report, _ = actions.report(make_person(), make_idea(), Reason.SPAM)
    page = moderator.post(f"/reports/{report.pk}/", {"decision": "burn"}, follow=True)
    assert "Choose to hide it or to keep it" in page.text and Report.objects.open().count() == 1


def test_command_makes_a_moderator_and_takes_the_role_away(capsys: pytest.CaptureFixture[str]) -> None:
    person = make_person("dora")
    call_command("moderator", "Dora")
    assert as_(person).get("/reports/").status_code == 200
    call_command("moderator", "dora", "--remove")
    assert as_(person).get("/reports/").status_code == 404
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
    page = unwrapped(moderator.get("/reports/").text)
    assert (
        "Rude &lt;b&gt;words&lt;/b&gt; by Big Lab" in page
        and f"/moderation/person/{made.person_id}/flag/" in page
        and "Sells shoes." in page
    )
    report = Report.objects.get()
    for path, seen in ((f"/reports/{report.pk}/", False), (f"/moderation/claim/{made.pk}/show/", True)):
        moderator.post(path, HIDE)
        assert ("Rude" in bob.get(prior_art).text) is seen
        assert "A claim by carol" in moderator.get("/reports/").text


def test_claim_that_was_made_again_cannot_be_shown_beside_it(moderator: Client) -> None:
    made = claim_on(make_idea())
    as_(make_person()).post(f"/claims/{made.pk}/report/", SPAM)
    report = Report.objects.get()
    moderator.post(f"/reports/{report.pk}/", HIDE)
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
