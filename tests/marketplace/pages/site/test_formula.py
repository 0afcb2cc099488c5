"""The page that explains the ranking computes its example; what it claims is checked against the code."""

import re
from math import log, prod

import pytest
from django.template.loader import get_template
from django.test import Client
from lxml import html
from scipy.stats import binomtest

from evaluations.moments.evidence import FLOORS, MIN_N, REASONS
from evaluations.prototypes.models import Task
from evaluations.prototypes.recipes import RECIPES
from ideas.ranking import hot
from marketplace.pages.site.formula import EXAMPLE, MONDAY

pytestmark = pytest.mark.django_db


def test_example_is_ranked_as_the_formula_ranks(client: Client) -> None:
    rows = html.fromstring(client.get("/how-it-works/formula/").text).findall(".//table[@id='ranked']/tbody/tr")
    shown = [float(row.findall("td")[-1].text_content()) for row in rows]
    assert len(shown) == len(EXAMPLE) and shown == sorted(shown, reverse=True)
    for row in rows:
        votes, evidence, age, rank = (float(cell.text_content()) for cell in row.findall("td"))
        assert votes + evidence + age == pytest.approx(rank, abs=0.011)


def test_ten_votes_make_up_for_a_week_as_the_page_says() -> None:
    today, week_old = EXAMPLE[0], EXAMPLE[1]
    assert today.rank == pytest.approx(week_old.rank, abs=1e-9)
    assert hot(10, 0.0, MONDAY) - hot(1, 0.0, MONDAY) == pytest.approx(1.0)


def test_every_slice_of_the_pie_leads_to_its_question(client: Client) -> None:
    page = html.fromstring(client.get("/how-it-works/formula/").text)
    links = page.xpath("//figure//a/@href")
    assert len(links) == 5 and all(page.get_element_by_id(link[1:]) is not None for link in links)


def test_page_names_the_baseline_of_every_task(client: Client) -> None:
    shown = client.get("/how-it-works/formula/").text
    baselines = [recipe for recipe in RECIPES.values() if recipe.is_baseline]
    assert {task for recipe in baselines for task in recipe.tasks} == set(Task)
    assert all(f"<code>{recipe.name}</code>" in shown for recipe in baselines)


def test_every_floor_is_shown_with_the_reason_that_stands_beside_it(client: Client) -> None:
    rows = html.fromstring(client.get("/how-it-works/formula/").text).xpath(
        "//table[contains(., 'floor of its own')]/tbody/tr"
    )
    shown = {row.findtext("th").lower(): [cell.text_content() for cell in row.findall("td")] for row in rows}
    assert shown == {
        name: [f"{FLOORS[name]:.2f}", f"n = {MIN_N[name]}", REASONS[name]]
        for name in ("obvious", "wanted", "overlooked", "works", "cheap")
    }


def test_no_constant_is_typed_into_the_page() -> None:
    words = get_template("site/formula.html").template.source  # type: ignore[attr-defined]  # of Django's engine
    typed = re.sub(r"{%.*?%}|{{.*?}}|<[^>]*>|log10|z² / 2n|/ 4n²", "", words)
    assert set(re.findall(r"[0-9.,]*[0-9]", typed)) <= {"0", "1"}


def test_page_tells_what_upholds_a_claim(client: Client) -> None:
    page = client.get("/how-it-works/formula/").text
    assert "upheld by at least 3 together, and at least 4 times what challenges it" in page
    assert "With more than 32 people" in page and "up to 12;" in page and "before 5 of their glances" in page


def test_worked_example_of_a_moment_is_computed(client: Client) -> None:
    shown = client.get("/how-it-works/formula/").text
    bound = binomtest(32, 40).proportion_ci(0.6, "wilson").low  # 0.20 on each side
    obvious = (bound - 0.25) / 0.75
    assert f"({bound:.3f} − 0.25) / 0.75 = <b>{obvious:.2f}</b>" in shown
    lowers = {"obvious": obvious, "wanted": 0.31, "overlooked": 0.74, "works": 0.88, "cheap": 0.95}
    powers = {name: log(0.5) / log(FLOORS[name]) / 5 for name in lowers}
    assert " × ".join(f"{lower:.3f}<sup>{powers[name]:.3f}</sup>" for name, lower in lowers.items()) in shown
    assert f"<b>{prod(lower ** powers[name] for name, lower in lowers.items()):.2f}</b>" in shown
