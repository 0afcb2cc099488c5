"""Five pictures and no formula; what they show is counted as on every other page."""

import pytest
from django.test import Client
from lxml import html

from ideas.questions import QUESTIONS

pytestmark = pytest.mark.django_db


def test_each_question_has_a_picture_with_a_text_alternative(client: Client) -> None:
    page = html.fromstring(client.get("/how-it-works/").text)
    for question in QUESTIONS:
        picture = page.get_element_by_id(question)
        drawn = picture.xpath(".//*[local-name()='svg']")
        assert drawn and all(each.get("aria-hidden") or each.xpath("./*[local-name()='title']") for each in drawn)
        assert picture.findtext(".//h2").strip() or picture.find(".//h2/span") is not None


def test_numbers_beside_the_pictures_are_those_that_are_drawn(client: Client) -> None:
    page = html.fromstring(client.get("/how-it-works/").text)
    for question, yes in (("obvious", 13), ("wanted", 5), ("overlooked", 12)):
        picture = page.get_element_by_id(question)
        assert len(picture.xpath(".//*[@class='person']")) == yes
        assert f"{yes} of 14" in picture.text_content()


def test_few_are_not_sure_enough_and_many_are(client: Client) -> None:
    rows = html.fromstring(client.get("/how-it-works/").text).xpath("//*[@id='moments']//dl/div")
    assert [row.findtext("dt") for row in rows] == ["9 of 10", "90 of 100"]
    assert "not sure enough yet" in rows[0].text_content() and "past the line" in rows[1].text_content()


def test_page_leads_to_the_formula_and_has_none_itself(client: Client) -> None:
    text = client.get("/how-it-works/").text
    page = html.fromstring(text)
    assert not page.xpath("//pre") and "Wilson" not in text and "z²" not in text
    link = page.xpath("//a[contains(., 'The formula, exactly')]/@href")[0]
    assert "Wilson" in client.get(link).text
