"""Runs side by side, the chart of score against cost with its sentence, and a run label by label."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evaluations.compute.actions import load_prices
from evaluations.prototypes.models import ExampleRevision, OpenModel, Run
from evaluations.prototypes.results.answers import conclude
from ideas import actions
from tests.factories import make_baselines, make_model, make_person, make_revision, make_run, make_trial
from tests.marketplace.pages.unwrapped import unwrapped

pytestmark = pytest.mark.django_db


def tried(revision: ExampleRevision, right: int, model: OpenModel | None = None, **priced: Any) -> Run:
    """A concluded run with so many right answers, of a model that costs $0.02 for 1,000 tasks."""
    run = make_run(revision, model=model or make_model(), state="finished")
    fields = {"usd": 0.00002, "input_tokens": 300, "output_tokens": 20} | priced
    for row in range(1, revision.size + 1):
        make_trial(run, row, score=float(row <= right), answer="tax" if row <= right else "<b>roads</b>", **fields)
    conclude(revision, Run.objects.for_rows().get(pk=run.pk))
    return run


def baseline(revision: ExampleRevision, right: int) -> Run:
    run = Run.objects.create(revision=revision, recipe="majority", lane="quick", cost_rank=0, sample=revision.size,
                             state="finished", finished=revision.frozen)  # fmt: skip
    make_baselines(revision)
    for row in range(1, revision.size + 1):
        make_trial(run, row, score=float(row <= right), answer="tax")
    conclude(revision, Run.objects.for_rows().get(pk=run.pk))
    return run


def address(revision: ExampleRevision, query: str = "") -> str:
    return f"{revision.idea.get_absolute_url()}compare/{query}"


def test_best_runs_and_the_baseline_stand_side_by_side(client: Client) -> None:
    revision = make_revision(size=12)
    baseline(revision, 3)
    for right, name in ((11, "good-model"), (9, "fair-model"), (2, "poor-model")):
        tried(revision, right, make_model(name))
    shown = client.get(address(revision)).text
    compared = shown.split('id="compared"')[1]
    assert "good-model" in compared and "fair-model" in compared and "majority" in compared
    assert "poor-model" not in compared
    assert "lower than zero-shot on good-model, could be chance" in compared
    assert "better on 0 and worse on 2 of 12 examples" in compared
    # From the fourth example to the eleventh one is right and another wrong; the twelfth they get wrong differently.
    assert compared.count('class="differs"') == 9
    assert (compared.count(">they differ<"), compared.count(">the answers differ<")) == (8, 1)
    assert "&lt;b&gt;roads" in compared and "<b>roads" not in compared


def test_runs_can_be_chosen_and_narrowed_to_where_they_differ(client: Client) -> None:
    revision = make_revision(size=12)
    runs = [tried(revision, right) for right in (11, 9, 2)]
    shown = client.get(address(revision, f"?run={runs[0].pk}&run={runs[1].pk}&only=different")).text
    compared = shown.split('id="compared"')[1]
    assert compared.count('class="differs"') == 2
    assert "letter 10" in compared and "letter 3" not in compared
    assert f"run={runs[0].pk}&amp;run={runs[1].pk}" in compared
    assert client.get(address(revision, "?only=everything")).status_code == 404


@pytest.mark.parametrize(
    "query", ["?run=x&run=999999999999999999999&run=-1", "?run=", "?after=x", "?after=99999999999"]
)
def test_nonsense_shows_the_usual_runs(client: Client, query: str) -> None:
    revision = make_revision()
    tried(revision, 8)
    tried(revision, 3)
    assert "better on 0 and worse on 5 of 8 examples" in client.get(address(revision, query)).text


def test_documents_of_a_search_are_a_list_with_the_expected_one_marked(client: Client) -> None:
    revision = make_revision(task="search", scorer="mrr")
    first, second = (make_run(revision, state="finished", trials_done=8, n=8) for _ in range(2))
    make_trial(first, 1, answer="roads\nTAX\nfines\nbins\ntrees\nparks", score=0.5)
    make_trial(second, 1, answer="tax\nroads", score=1.0)
    compared = client.get(address(revision)).text.split('id="compared"')[1]
    ranked = [part.split("</ol>")[0] for part in compared.split('<ol class="ranked">')[1:]]
    assert [part.count("<li>") for part in ranked] == [5, 2]
    assert all(part.count('<b class="ok">expected</b>') == 1 for part in ranked)
    assert "<li><bdi>TAX</bdi> <b" in ranked[0] and "parks" not in compared


def test_run_of_another_idea_cannot_be_compared(client: Client) -> None:
    revision, other = make_revision(), tried(make_revision(), 3, make_model("foreign-model"))
    tried(revision, 8)
    tried(revision, 3)
    assert "foreign-model" not in client.get(address(revision, f"?run={other.pk}")).text


def test_examples_come_page_by_page(client: Client) -> None:
    revision = make_revision(size=30)
    tried(revision, 20)
    tried(revision, 10)
    first = client.get(address(revision)).text
    assert "letter 25<" in first and "letter 26<" not in first and "after=25" in first
    rest = client.get(address(revision, "?after=25")).text
    assert "letter 26<" in rest and "letter 30<" in rest and "after=30" not in rest


def test_choosing_with_htmx_brings_the_comparison_alone(client: Client) -> None:
    revision = make_revision()
    tried(revision, 8)
    tried(revision, 3)
    part = client.get(address(revision), headers={"HX-Request": "true"}).text
    assert 'id="compared"' in part and "<html" not in part


def test_page_takes_as_many_queries_for_six_runs_as_for_two(client: Client) -> None:
    load_prices()
    revision = make_revision(size=12)
    baseline(revision, 2)
    counts = []
    for more in (1, 4):
        for right in range(more):
            tried(revision, 6 + right)
        chosen = "&".join(f"run={pk}" for pk in Run.objects.values_list("pk", flat=True))
        with CaptureQueriesContext(connection) as queries:
            client.get(address(revision, f"?{chosen}"))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 14


def test_examples_written_by_others_are_marked(client: Client) -> None:
    revision = make_revision()
    revision.examples.filter(position=2).update(author=make_person("guest"))
    tried(revision, 8)
    tried(revision, 3)
    shown = client.get(address(revision)).text
    assert shown.count("written by guest, not by the author") == 1
    assert "Others’ examples" in shown


def test_withdrawn_idea_is_its_authors_alone_and_one_without_runs_says_so(client: Client) -> None:
    revision = make_revision()
    assert "No run has finished yet." in client.get(address(revision)).text
    actions.unpublish(revision.idea.author, revision.idea)
    assert client.get(address(revision)).status_code == 404


def test_sentence_names_the_score_the_cost_and_the_dated_list_price(client: Client) -> None:
    load_prices()
    revision = make_revision(size=20)
    baseline(revision, 5)
    tried(revision, 19, make_model("good-model"))
    shown = client.get(revision.idea.get_absolute_url()).text
    # 300 tokens in and 20 out: at 2.00 and 10.00 dollars per million $0.80 for 1,000.
    assert "zero-shot on good-model does this at 95\u00a0% (80 to 99, n = 20) for $0.020 per 1,000;" in shown
    assert "the same tokens would be $0.80 (Claude Sonnet 5, the median of 7, list price of 23 November 2026)." in shown
    assert 'href="' + address(revision) in shown
    assert "style=" not in shown.split('class="chart"')[1].split("</figure>")[0]


def test_sentence_says_when_only_reading_is_compared(client: Client) -> None:
    load_prices()
    revision = make_revision(size=12)
    baseline(revision, 2)
    tried(revision, 12, output_tokens=0)
    shown = client.get(revision.idea.get_absolute_url()).text
    assert "list price for reading the same tokens, its answer not counted, would be $0.60" in shown


def test_sentence_does_not_claim_what_could_be_chance(client: Client) -> None:
    revision = make_revision(size=20)
    baseline(revision, 10)
    tried(revision, 11, make_model("weak-model"))
    shown = client.get(revision.idea.get_absolute_url()).text
    assert "zero-shot on weak-model reaches 55\u00a0%" in shown
    assert "higher than the baseline, could be chance, for $0.020 per 1,000" in shown
    assert "does this at" not in shown


def test_cost_that_is_not_known_is_listed_and_not_drawn(client: Client) -> None:
    revision = make_revision(size=12)
    baseline(revision, 2)
    tried(revision, 11, make_model("priced-model"))
    tried(revision, 9, make_model("unpriced-model"), usd=None)
    figure = unwrapped(client.get(address(revision)).text).split('class="chart"')[1].split("</figure>")[0]
    svg, caption = figure.split("</svg>")
    assert svg.count("<circle") == 2
    assert "unpriced-model" not in svg
    assert "Not drawn, because the cost is not known: zero-shot on unpriced-model (75 %)" in caption
    assert "What asks no model costs nothing" in caption


def test_mean_scores_are_not_called_percent_right(client: Client) -> None:
    revision = make_revision(size=12, task="answer", scorer="token-f1")
    run = make_run(revision, model=make_model("prose-model"), state="finished")
    for row in range(1, 13):
        make_trial(run, row, score=0.75, usd=0.00002, input_tokens=300, output_tokens=20)
    conclude(revision, Run.objects.for_rows().get(pk=run.pk))
    page, own = client.get(revision.idea.get_absolute_url()).text, client.get(run.get_absolute_url()).text
    assert "reaches a mean score of 0.75" in page
    assert "Mean score 0.75 over 12 examples" in own
    assert "75 %" not in page.split('id="runs"')[1].split("</table>")[0].split("<tbody>")[1]


def test_unchecked_run_says_that_nothing_was_compared(client: Client) -> None:
    revision = make_revision(size=12, task="answer", scorer="unchecked")
    run = make_run(revision, state="finished")
    for row in range(1, 13):
        make_trial(run, row, score=None)
    conclude(revision, Run.objects.for_rows().get(pk=run.pk))
    page = client.get(revision.idea.get_absolute_url()).text
    assert "Answers shown, not compared." in page
    assert page.count("Not known. <bdi>The answers are only shown: they are not compared with anything") == 2
    assert "nothing can be told" in page and "Machines need examples" not in page
    assert "12 answers shown, not compared with anything" in client.get(run.get_absolute_url()).text


def test_run_of_labels_shows_which_was_taken_for_which(client: Client) -> None:
    revision = make_revision()
    run = make_run(revision, state="finished")
    for row in range(1, 9):
        make_trial(
            run, row, score=float(row > 2), **({"answer": "roads"} if row == 1 else {"answer": ""} if row == 2 else {})
        )
    conclude(revision, Run.objects.for_rows().get(pk=run.pk))
    shown = client.get(run.get_absolute_url()).text
    assert "Macro-F1" in shown and "answered <bdi>tax</bdi>" in shown
    assert 'class="diagonal">3<' in shown and ">none</th>" in shown


def test_many_labels_are_listed_by_what_was_mixed_up(client: Client) -> None:
    revision = make_revision(size=26)
    for example in revision.examples.all():
        example.expected = f"label {example.position % 13}"
        example.save()
    run = make_run(revision, state="finished")
    for row in range(1, 27):
        make_trial(run, row, score=float(row > 2), **({"answer": "label 5"} if row < 3 else {}))
    conclude(revision, Run.objects.for_rows().get(pk=run.pk))
    shown = client.get(run.get_absolute_url()).text
    assert "Mixed up most often" in shown and 'class="confusion"' not in shown
    assert "1 x <bdi>label 1</bdi>" in shown
