"""Reporting an idea, a comment or a claim: the form, and who may report what."""

import pytest
from django.test import Client
from lxml import html
from pytest_django import Settings

from ideas import actions
from ideas.models import Report
from ideas.models.report import Reason
from tests.factories import make_comment, make_idea, make_person

from .cast import SPAM, as_, claim_on

pytestmark = pytest.mark.django_db


def test_report_of_an_idea_is_kept_with_its_reason_and_the_person_thanked() -> None:
    idea, bob = make_idea(), make_person("bob")
    page = as_(bob).post(f"/ideas/{idea.slug}/report/", SPAM, follow=True)
    report = Report.objects.get()
    assert (report.idea, report.reporter, report.reason, report.details) == (idea, bob, Reason.SPAM, "Sells shoes.")
    assert page.redirect_chain == [(f"/ideas/{idea.slug}/", 302)] and "Thank you" in page.text


def test_report_of_a_comment_leads_back_to_it() -> None:
    comment = make_comment()
    response = as_(make_person()).post(f"/comments/{comment.pk}/report/", SPAM)
    assert response["Location"] == comment.get_absolute_url()
    assert Report.objects.get().comment == comment


def test_form_opens_as_a_page_and_in_place_with_htmx() -> None:
    idea, client = make_idea(), as_(make_person())
    path = f"/ideas/{idea.slug}/report/"
    page, fragment = client.get(path).text, client.get(path, headers={"HX-Request": "true"}).text
    assert "<html" in page and "<html" not in fragment
    for text in (page, fragment):
        form = html.fromstring(text).xpath(f"//form[@action='{path}']")[0]
        assert {field.name for field in form.inputs if field.name} >= {"reason", "details"}
    assert "Thank you" in client.post(path, SPAM, headers={"HX-Request": "true"}).text


def test_two_forms_on_one_page_share_no_ids() -> None:
    one, other, client = make_comment(), make_comment(), as_(make_person())
    ids = [
        {
            element.get("id")
            for element in html.fromstring(client.get(f"/comments/{pk}/report/").text).iter()
            if element.get("id")
        }
        for pk in (one.pk, other.pk)
    ]
    fields = [{name for name in names if name.startswith("report-")} for names in ids]
    assert len(fields[0]) >= 2 and not fields[0] & fields[1]


@pytest.mark.parametrize(
    "data", [{"reason": "", "details": "x"}, {"reason": "boredom"}, {"reason": "spam", "details": "x" * 1001}]
)
def test_report_that_does_not_do_says_why_and_keeps_what_was_typed(data: dict[str, str]) -> None:
    idea = make_idea()
    response = as_(make_person()).post(f"/ideas/{idea.slug}/report/", data)
    assert response.status_code == 422 and not Report.objects.exists()
    page = html.fromstring(response.text)
    assert page.find_class("error") and page.xpath("//textarea[@name='details']")[0].text.strip() == data.get(
        "details", ""
    )


def test_second_report_of_the_same_thing_updates_the_first() -> None:
    idea, client = make_idea(), as_(make_person())
    for details in ("Sells shoes.", "Sells hats."):
        client.post(f"/ideas/{idea.slug}/report/", SPAM | {"details": details})
    assert Report.objects.get().details == "Sells hats."


def test_reports_of_one_person_are_capped_and_a_correction_still_goes_through(settings: Settings) -> None:
    settings.REPORTS_PER_DAY = 2
    client, ideas = as_(make_person()), [make_idea() for _ in range(3)]
    responses = [client.post(f"/ideas/{idea.slug}/report/", SPAM) for idea in ideas]
    assert [response.status_code for response in responses] == [302, 302, 422]
    assert "2 reports in 24 hours" in responses[2].text
    assert client.post(f"/ideas/{ideas[0].slug}/report/", SPAM).status_code == 302
    assert as_(make_person()).post(f"/ideas/{ideas[2].slug}/report/", SPAM).status_code == 302


def test_stranger_is_asked_to_sign_in_before_reporting(client: Client) -> None:
    idea, comment = make_idea(), make_comment()
    for path in (f"/ideas/{idea.slug}/report/", f"/comments/{comment.pk}/report/"):
        assert client.post(path, SPAM)["Location"].startswith("/account/login/")
    assert not Report.objects.exists()


def test_what_is_out_of_sight_cannot_be_reported() -> None:
    draft, comment = make_idea(published=False), make_comment()
    actions.delete_comment(comment.author, comment)
    client = as_(make_person())
    assert client.post(f"/ideas/{draft.slug}/report/", SPAM).status_code == 404
    assert client.post(f"/comments/{comment.pk}/report/", SPAM).status_code == 404


def test_claim_out_of_sight_cannot_be_reported_and_strangers_sign_in_first() -> None:
    made, bob = claim_on(make_idea()), make_person("bob")
    path = f"/claims/{made.pk}/report/"
    assert Client().post(path, SPAM)["Location"].startswith("/account/login/")
    actions.unpublish(made.idea.author, made.idea)
    assert as_(bob).post(path, SPAM).status_code == 404 and not Report.objects.exists()
