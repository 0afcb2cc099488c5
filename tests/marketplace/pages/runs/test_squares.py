"""A run's answers as squares: one for each, named in words, each leading to its trial; of a long run one bar."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from evaluations.prototypes.models import Run, Trial
from evaluations.prototypes.models.trial import Outcome
from marketplace.pages.runs.squares import MOST, AnswerKind, kind_of, square
from tests.factories import make_revision, make_run, make_trial


def squares_on(client: Client, address: str) -> tuple[list[tuple[str, str]], list[str]]:
    """The name and the link of each square, and the key below them."""
    page = html.fromstring(client.get(address).text)
    links = page.xpath("//section[@class='squares']/ol//a")
    key = [" ".join(item.text_content().split()) for item in page.xpath("//section[@class='squares']/ul/li")]
    return [(link.findtext("svg/title", ""), link.get("href", "")) for link in links], key


def answer_all(run: Run, scores: dict[int, float | None]) -> None:
    Trial.objects.bulk_create(
        Trial(run=run, example=example, outcome="answered", answer="tax", score=scores.get(example.position, 1.0))
        for example in run.revision.examples.all()
    )


@pytest.mark.django_db
def test_each_answer_is_a_square_that_says_its_row_and_opens_its_trial(client: Client) -> None:
    run = make_run()
    make_trial(run, 1)
    make_trial(run, 2, score=0.0)
    make_trial(run, 3, score=0.4)
    make_trial(run, 4, score=None)
    make_trial(run, 5, score=None, outcome="error", answer="")
    make_trial(run, 7, score=0.0, outcome="refused")
    found, key = squares_on(client, run.get_absolute_url())
    assert found == [
        ("row 1: right", "#trial-1"),
        ("row 2: wrong", "#trial-2"),
        ("row 3: partly right (0.40)", "#trial-3"),
        ("row 4: not compared", "#trial-4"),
        ("row 5: no answer", "#trial-5"),
        ("row 7: wrong, refused", "#trial-7"),
    ]
    assert key == ["1 right", "1 partly right", "2 wrong", "1 not compared", "1 no answer"]
    assert "2 still to come." in client.get(run.get_absolute_url()).text


@pytest.mark.django_db
def test_square_of_a_trial_on_another_page_leads_to_that_page(client: Client) -> None:
    run = make_run(make_revision(size=60))
    answer_all(run, {57: 0.0})
    for query in ("", "?only=failed", "?after=50"):
        found, _ = squares_on(client, run.get_absolute_url() + query)
        assert len(found) == 60 and found[56][0] == "row 57: wrong"
        for _, link in (found[0], found[56]):
            address, _, anchor = link.partition("#")
            held = client.get(run.get_absolute_url() + (address or query)).text
            assert f'id="{anchor}"' in held


@pytest.mark.django_db
def test_numbers_of_the_squares_are_those_of_the_run(client: Client) -> None:
    run = make_run(make_revision(size=12), trials_done=12, successes=9, n=12, score=0.75)
    answer_all(run, {2: 0.0, 5: 0.0, 11: 0.0})
    found, key = squares_on(client, run.get_absolute_url())
    assert sum(name.endswith(": right") for name, _ in found) == run.successes
    assert key == ["9 right", "3 wrong"] and "9 of 12 right" in client.get(run.get_absolute_url()).text


@pytest.mark.django_db
def test_long_run_is_one_bar_that_says_the_same(client: Client) -> None:
    run = make_run(make_revision(size=MOST + 1))
    answer_all(run, {2: 0.0, 5: 0.5, 11: 0.0})
    found, key = squares_on(client, run.get_absolute_url())
    assert found == [] and key == ["238 right", "1 partly right", "2 wrong"]
    bar = html.fromstring(client.get(run.get_absolute_url()).text).xpath("//svg[@class='whole']")[0]
    assert bar.findtext("title") == "238 right, 1 partly right, 2 wrong"
    drawn = [re.match(r"M(\d+) 1h(\d+)", path.get("d", "")) for path in bar.xpath(".//path[@class='frame']")]
    assert [part and part.groups() for part in drawn] == [("0", "238"), ("238", "1"), ("239", "2")]


@pytest.mark.django_db
def test_run_without_an_answer_has_no_squares(client: Client) -> None:
    assert 'class="squares"' not in client.get(make_run().get_absolute_url()).text


@pytest.mark.django_db
def test_what_people_and_models_wrote_is_not_in_the_squares(client: Client) -> None:
    run = make_run(make_revision(input_name="<b>x"))
    make_trial(run, answer='"><script>alert(1)</script>')
    drawn = client.get(run.get_absolute_url()).text.split('class="squares"')[1].split("</section>")[0]
    assert "script" not in drawn and "<b>" not in drawn and "style=" not in drawn


@pytest.mark.django_db
def test_squares_cost_the_same_queries_for_few_and_for_many(client: Client) -> None:
    counts = []
    for size in (3, 40, MOST + 1):
        run = make_run(make_revision(size=size))
        answer_all(run, {})
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(run.get_absolute_url())
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2]


@given(st.sampled_from(Outcome.values), st.none() | st.floats(0, 1), st.booleans())
def test_every_answer_has_one_kind_and_its_filling_stays_inside(
    outcome: str, score: float | None, is_shown: bool
) -> None:
    found: Any = square(7, outcome, score, is_shown)
    assert found.kind == kind_of(outcome, score) and found.words.startswith(f"row 7: {found.kind.in_words}")
    assert 1.7 <= float(found.level) <= 16.3
    assert (found.kind == AnswerKind.RIGHT) == (score == 1 and outcome != Outcome.ERROR)
