"""Appeals in the browser: written on the page of decisions, also while suspended, and decided by a moderator."""

from collections.abc import Callable
from typing import Any

import pytest

from evaluations.panel.actions import suspend
from ideas import actions
from ideas.models import Appeal, ModerationAct
from tests.factories import BECAUSE, make_comment, make_person

from .cast import as_

pytestmark = pytest.mark.django_db


def test_suspended_person_appeals_and_a_moderator_grants_it() -> None:
    carol, mo, mia = make_person("carol"), make_person("mo", staff=True), make_person("mia", staff=True)
    suspend(mo, carol, BECAUSE)
    client, act = as_(carol), ModerationAct.objects.get()
    path = f"/account/standing/{act.pk}/appeal/"
    assert path in client.get("/account/standing/").text and "A moderator suspended you" in client.get(path).text
    assert client.post(path, {"text": ""}).status_code == 422
    client.post(path, {"text": "It was my brother."})
    assert "Waits for a moderator" in client.get("/account/standing/").text
    assert client.post(path, {"text": "It was my sister."}).status_code == 422

    moderator, decide = as_(mia), f"/moderation/appeals/{Appeal.objects.get().pk}/"
    assert decide in moderator.get("/moderation/").text and "It was my brother." in moderator.get(decide).text
    assert as_(mo).post(decide, {"granted": "yes", "note": "Yes."}).status_code == 403
    for wrong in ({"granted": "yes"}, {"note": "Welcome back."}):
        assert moderator.post(decide, wrong).status_code == 422
    moderator.post(decide, {"granted": "yes", "note": "Welcome back."})
    page = client.get("/account/standing/").text
    assert "Welcome back." in page and "Your account is suspended" not in page
    log = as_(make_person()).get("/moderation/log").text
    assert "granted an appeal about a person" in log and "Welcome" not in log and "brother" not in log


def test_nobody_else_appeals_or_decides() -> None:
    comment = make_comment()
    actions.hide(make_person(staff=True), comment, BECAUSE)
    path = f"/account/standing/{ModerationAct.objects.get().pk}/appeal/"
    assert as_(make_person()).post(path, {"text": "Mine."}).status_code == 404
    as_(comment.author).post(path, {"text": "Mine."})
    decide = f"/moderation/appeals/{Appeal.objects.get().pk}/"
    for outsider in (comment.author, make_person()):
        assert as_(outsider).post(decide, {"granted": "yes", "note": "Yes."}).status_code == 404
    assert Appeal.objects.open().exists()


def test_page_of_decisions_takes_as_many_queries_whatever_they_are(
    django_assert_max_num_queries: Callable[[int], Any],
) -> None:
    mo, carol = make_person(staff=True), make_person("carol")
    for _ in range(4):
        comment = make_comment(author=carol)
        actions.hide(mo, comment, BECAUSE)
        actions.flag(mo, carol, BECAUSE), actions.unflag(mo, carol, BECAUSE)
    client = as_(carol)
    with django_assert_max_num_queries(8):
        assert client.get("/account/standing/").text.count("Appeal</a>") == 8
