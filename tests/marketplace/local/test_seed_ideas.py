from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from pytest_django import Settings

from evaluations.prototypes.models import ExampleRevision
from ideas.actions import edit_idea, unpublish
from ideas.models import Comment, Idea
from ideas.models.vote import Vote
from ideas.texts import TEXT_COLUMNS
from marketplace.accounts.models import User
from marketplace.local import seed_ideas
from tests.factories import PASSWORD, make_idea, make_person
from tests.marketplace.local.own_folders import small_seed

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_ideas(settings: Settings, tmp_path: Path) -> None:
    settings.SEED = small_seed(tmp_path / "seed")


def sign_in(client: Client, password: str) -> bool:
    client.logout()
    return client.post("/account/login/", {"login": seed_ideas.DEMO, "password": password}).status_code == 302


def test_every_idea_is_posted_with_its_examples_by_the_house(settings: Settings) -> None:
    settings.IDEAS_PER_DAY = 1
    count = len(list(seed_ideas.entries()))
    assert seed_ideas.post_all() == count >= 24
    published = Idea.objects.published()
    assert published.count() == ExampleRevision.objects.count() == count
    assert {idea.author.username for idea in published} == {seed_ideas.HOUSE}
    assert User.objects.get(username=seed_ideas.HOUSE).is_house
    assert not ExampleRevision.objects.filter(input_name="").exists()


def test_nothing_about_people_is_invented() -> None:
    seed_ideas.post_all()
    assert Vote.objects.count() == Comment.objects.count() == 0
    assert set(User.objects.values_list("username", flat=True)) == {seed_ideas.HOUSE}
    assert set(Idea.objects.values_list("votes", flat=True)) == {0}


def test_posting_again_posts_only_what_is_missing(two_ideas: None) -> None:
    first = next(iter(seed_ideas.entries()))
    house = seed_ideas.house_account()
    seed_ideas.post(house, first)
    assert seed_ideas.post_all() == len(list(seed_ideas.entries())) - 1
    assert seed_ideas.post_all() == 0


def test_what_was_edited_or_withdrawn_is_not_posted_again(two_ideas: None) -> None:
    seed_ideas.post_all()
    house = seed_ideas.house_account()
    edited, withdrawn, *_ = Idea.objects.all()
    fields = {name: getattr(edited, name) for name in TEXT_COLUMNS} | {"title": "Another title altogether"}
    edit_idea(house, edited, fields, [])
    unpublish(house, withdrawn)
    assert seed_ideas.post_all() == 0


def test_somebody_elses_idea_of_the_same_title_stands_in_nobodys_way(two_ideas: None) -> None:
    entry = next(iter(seed_ideas.entries()))
    theirs = make_idea(make_person("alice"), title=entry["title"])
    seed_ideas.post_all()
    assert Idea.objects.by(seed_ideas.house_account()).count() == len(list(seed_ideas.entries()))
    theirs.refresh_from_db()
    assert theirs.author.username == "alice"
    assert seed_ideas.post_all() == 0


def test_the_house_cannot_sign_in() -> None:
    house = seed_ideas.house_account()
    assert not house.has_usable_password()
    assert seed_ideas.house_account() == house


def test_the_demo_account_signs_in_with_the_printed_password(client: Client) -> None:
    seed_ideas.welcome("first-password")
    assert sign_in(client, "first-password")
    assert not sign_in(client, "wrong-password")


def test_the_printed_password_is_true_after_every_start(client: Client) -> None:
    seed_ideas.welcome("first-password")
    demo = seed_ideas.welcome("second-password")
    assert User.objects.count() == EmailAddress.objects.count() == 1
    assert sign_in(client, "second-password") and not sign_in(client, "first-password")
    assert not demo.moderates


def test_the_demo_account_does_not_touch_other_people() -> None:
    alice = make_person("alice")
    seed_ideas.welcome("a-password")
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)


def test_demo_account_has_the_full_limits_at_once() -> None:
    assert not seed_ideas.welcome(PASSWORD).is_new
