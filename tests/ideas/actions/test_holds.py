"""Posts that wait for a moderator. The cast: newcomers who repeat themselves, and Mod who looks."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from pytest_django import Settings

from evaluations.panel import actions as panel
from evaluations.panel.actions import NewClaim
from evaluations.panel.models import Claim
from ideas import actions
from ideas.limits import DailyLimit
from ideas.models import Because, Comment, Hold, HoldReason, Idea, IdeaState, ModerationAct, Print
from marketplace.accounts.models import User
from tests.factories import make_comment, make_idea, make_person

pytestmark = pytest.mark.django_db
SPAM = "Earn money from home with our new trading robot. Thousands of people trust it already. Begin today!"
ALIKE = "EARN money from home, with our  new trading robot... thousands of people trust it already. Begin today Bob!"
# Much longer than what two ideas of the factory do not share.
LONG_SPAM = f"""{SPAM} Maria was a nurse and is on a boat now. Her brother sold the farm, bought two robots, and they
have paid for a house with a pool already. Do not tell your bank: it does not want you to know what a robot can do
while you sleep! Our support speaks nine languages and calls you every morning. Whoever brings a friend gets thirty
dollars more, and whoever brings ten is invited to our yearly party on the beach. There is no fee, no form, and no
question. Experts were astonished when the figures of last spring came out, and three newspapers refused to print
them. Places are few, so answer before midnight, send us a copy of your passport, and choose how rich you would like
to be by Christmas."""
FINE, BAD = Because("fine"), Because("spam")


def newcomer() -> User:
    return make_person(days_old=0)


@pytest.fixture
def mod() -> User:
    return make_person("mod", staff=True)


@pytest.fixture
def hidden_spam(mod: User) -> Comment:
    comment = make_comment(text=SPAM)
    actions.hide(mod, comment, BAD)
    return comment


def reasons() -> list[str]:
    return list(Hold.objects.waiting().values_list("reason", flat=True))


def test_text_nearly_like_a_hidden_one_is_held_also_from_an_old_account(hidden_spam: Comment) -> None:
    comment = make_comment(author=make_person(days_old=400), text=ALIKE)
    assert comment.held and not comment.stands
    assert reasons() == [HoldReason.LIKE_HIDDEN]
    assert Hold.objects.get().like == Print.objects.get(comment=hidden_spam)


def test_other_text_and_texts_of_moderators_are_shown(hidden_spam: Comment, mod: User) -> None:
    assert make_comment(text="I tried this on our own letters, and it sorted most of them well.").stands
    assert make_comment(author=mod, text=SPAM).stands


def test_text_shown_again_holds_nothing_any_more(hidden_spam: Comment, mod: User) -> None:
    actions.show(mod, hidden_spam, FINE)
    assert make_comment(text=SPAM).stands


def test_text_that_new_accounts_repeat_is_held_from_the_fourth_on() -> None:
    shown = [make_comment(author=newcomer(), text=f"{SPAM} {number}").stands for number in range(6)]
    assert shown == [True, True, True, False, False, False]
    assert reasons() == [HoldReason.SAME_TEXT] * 3
    assert [hold.repeats for hold in Hold.objects.order_by("pk")] == [3, 4, 5]


def test_text_that_old_accounts_repeat_is_shown() -> None:
    assert all(make_comment(text=SPAM).stands for _ in range(6))


def test_short_thanks_are_never_held() -> None:
    assert all(make_comment(author=newcomer(), text="Thank you!").stands for _ in range(6))


def test_text_repeated_on_another_day_is_shown() -> None:
    for _ in range(3):
        make_comment(author=newcomer(), text=SPAM)
    Print.objects.update(created=timezone.now() - timedelta(hours=25))
    assert make_comment(author=newcomer(), text=SPAM).stands


def test_link_that_new_accounts_repeat_is_held_in_ideas_comments_and_claims() -> None:
    link = "https://spam.example/buy"
    for number, words in enumerate(("I bought a fine lamp here", "Cheap shoes for all of us", "Read my new novel")):
        make_comment(author=newcomer(), text=f"{words}: {link}?ref={number}")
    idea = make_idea(newcomer(), problem="Nobody knows where to buy: http://www.SPAM.example/buy/")
    held = panel.claim(newcomer(), make_idea(), NewClaim("Lamp", "Spam Ltd", link))
    assert idea.state == IdeaState.HELD and held.held
    assert set(reasons()) == {HoldReason.SAME_LINK}


def test_first_posts_wait_where_the_operator_wants_that_until_one_was_approved(settings: Settings, mod: User) -> None:
    settings.APPROVE_FIRST_POSTS = True
    person = newcomer()
    first, second = make_comment(author=person, text="One."), make_comment(author=person, text="Two.")
    assert reasons() == [HoldReason.FIRST_POST] * 2
    assert make_comment(text="From an account that is not new.").stands
    assert actions.approve(mod, first, FINE)
    assert make_comment(author=person, text="Three.").stands
    second.refresh_from_db()
    assert second.held


def test_first_posts_are_shown_by_default() -> None:
    assert make_idea(newcomer()).is_published


def test_comment_that_waits_is_not_counted_and_takes_no_reply(hidden_spam: Comment) -> None:
    comment = make_comment(text=SPAM)
    actions.tally()
    assert Idea.objects.get(pk=comment.idea_id).comment_count == 0
    with pytest.raises(actions.votes.NotOpen):
        actions.post_comment(make_person(), comment.idea, "What?", comment)


def test_approved_comment_is_shown_counted_and_logged(hidden_spam: Comment, mod: User) -> None:
    comment = make_comment(text=SPAM)
    assert actions.approve(mod, comment, FINE)
    assert not actions.approve(mod, comment, FINE)
    actions.tally()
    comment.refresh_from_db()
    assert comment.stands and Idea.objects.get(pk=comment.idea_id).comment_count == 1
    act = ModerationAct.objects.get(comment=comment)
    assert (act.verb, act.before, act.after) == ("approve", {"hidden": "no", "held": "yes"}, {"hidden": "no"})
    assert not Hold.objects.open().exists()


def test_hidden_comment_waits_no_longer(hidden_spam: Comment, mod: User) -> None:
    comment = make_comment(text=SPAM)
    actions.hide(mod, comment, BAD)
    comment.refresh_from_db()
    assert comment.hidden and not comment.held and not Hold.objects.open().exists()


def test_deleted_comment_waits_no_longer_and_leaves_no_print(hidden_spam: Comment) -> None:
    comment = make_comment(text=SPAM)
    actions.delete_comment(comment.author, comment)
    assert not Hold.objects.open().exists() and not Print.objects.filter(comment=comment).exists()


def test_comment_edited_into_spam_waits_and_stays_so(hidden_spam: Comment) -> None:
    comment = make_comment()
    actions.edit_comment(comment.author, comment, SPAM)
    actions.edit_comment(comment.author, comment, "Good again.")
    comment.refresh_from_db()
    assert comment.held and Hold.objects.open().count() == 1


def test_approved_comment_is_not_held_again_for_a_typing_error(hidden_spam: Comment, mod: User) -> None:
    comment = make_comment(text=SPAM)
    actions.approve(mod, comment, FINE)
    comment.refresh_from_db()
    actions.edit_comment(comment.author, comment, f"{SPAM} Sorry for the typing error.")
    assert comment.stands
    actions.edit_comment(comment.author, comment, "Something else altogether that nobody has looked at.")
    actions.edit_comment(comment.author, comment, SPAM)
    assert comment.held


def hidden_idea(mod: User) -> Idea:
    idea = make_idea(problem=LONG_SPAM)
    actions.hide(mod, idea, BAD)
    return idea


def test_idea_that_waits_is_in_no_list_and_published_when_it_is_approved(mod: User) -> None:
    hidden_idea(mod)
    idea = make_idea(problem=LONG_SPAM)
    assert idea.is_held and idea.published is None and idea.first_published is None and idea.hot is None
    began = timezone.now()
    assert actions.approve(mod, idea, FINE)
    idea.refresh_from_db()
    assert idea.is_published and idea.published and began <= idea.published == idea.first_published
    assert idea.taggings.filter(published=None).count() == 0


def test_refused_idea_is_hidden_and_can_be_shown_after_all(mod: User) -> None:
    hidden_idea(mod)
    idea = make_idea(problem=LONG_SPAM, tags=("money",))
    actions.hide(mod, idea, BAD)
    idea.refresh_from_db()
    assert idea.state == IdeaState.HIDDEN and not Hold.objects.open().exists()
    assert actions.show(mod, idea, FINE)
    idea.refresh_from_db()
    assert idea.is_published and idea.published == idea.first_published


def test_idea_edited_into_a_hidden_text_waits_and_keeps_its_date(mod: User) -> None:
    hidden_idea(mod)
    idea = make_idea(hours_old=30, problem="Nobody sorts these letters by hand.", pitch="A quite different pitch.")
    first = idea.first_published
    actions.edit_idea(idea.author, idea, {"problem": LONG_SPAM}, [])
    idea.refresh_from_db()
    assert idea.is_held and idea.published is None
    actions.approve(mod, idea, FINE)
    idea.refresh_from_db()
    assert idea.published == first


def test_publishing_what_waits_changes_nothing(mod: User) -> None:
    hidden_idea(mod)
    idea = make_idea(problem=LONG_SPAM)
    assert actions.publish(idea.author, idea).is_held
    with pytest.raises(PermissionDenied):
        actions.publish(mod, idea)


def test_ideas_that_wait_count_for_the_limit_of_the_day(mod: User, settings: Settings) -> None:
    settings.IDEAS_PER_DAY = 2
    hidden_idea(mod)
    author = make_person()
    for _ in range(2):
        make_idea(author, problem=LONG_SPAM)
    with pytest.raises(DailyLimit):
        make_idea(author, problem=LONG_SPAM)


def test_outsider_and_author_approve_nothing(hidden_spam: Comment, mod: User) -> None:
    comment = make_comment(text=SPAM)
    for person in (make_person(), comment.author):
        with pytest.raises(PermissionDenied):
            actions.approve(person, comment, FINE)
    comment.author.is_staff = True
    with pytest.raises(PermissionDenied, match="concerns you"):
        actions.approve(comment.author, comment, FINE)


def test_claim_that_waits_counts_for_nothing_until_it_is_approved(mod: User) -> None:
    said = NewClaim("Robot", "Spam Ltd", "https://spam.example/robot", SPAM, by_frontier_lab=True)
    panel.hide_claim(mod, panel.claim(make_person(), make_idea(), said), BAD)
    idea = make_idea()
    made = panel.claim(make_person(), idea, said)
    assert made.held and not Claim.objects.for_idea(idea).standing().exists()
    assert panel.approve_claim(mod, made, FINE) and not panel.approve_claim(mod, made, FINE)
    assert Claim.objects.for_idea(idea).standing().get() == made


def test_claim_that_waits_keeps_nobody_from_making_the_same(mod: User) -> None:
    said = NewClaim("Robot", "Spam Ltd", "https://spam.example/robot", SPAM)
    panel.hide_claim(mod, panel.claim(make_person(), make_idea(), said), BAD)
    idea = make_idea()
    waits = panel.claim(make_person(), idea, said)
    panel.claim(make_person(), idea, NewClaim("Robot", "Spam Ltd", "https://honest.example/robot"))
    with pytest.raises(panel.Refused, match="already"):
        panel.approve_claim(mod, waits, FINE)


def test_withdrawn_claim_waits_no_longer(mod: User) -> None:
    said = NewClaim("Robot", "Spam Ltd", "https://spam.example/robot", SPAM)
    panel.hide_claim(mod, panel.claim(make_person(), make_idea(), said), BAD)
    waits = panel.claim(make_person(), make_idea(), said)
    panel.withdraw_claim(waits.person, waits)
    assert not Hold.objects.waiting().exists()
