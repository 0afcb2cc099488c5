"""The price book: facts with their date, kept when newer ones come."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django.fixtures import Settings

from evaluations.compute.actions import PriceFault, load_prices
from evaluations.compute.models import Price

pytestmark = pytest.mark.django_db


def write(folder: Path, *lines: str) -> Path:
    file = folder / "prices.toml"
    file.write_text("\n".join(lines))
    return file


def test_loading_twice_changes_nothing() -> None:
    assert load_prices() > 0
    before = list(Price.objects.order_by("pk").values())
    assert load_prices() == 0
    assert list(Price.objects.order_by("pk").values()) == before


def test_every_price_says_when_and_from_where() -> None:
    load_prices()
    listed = Price.objects.exclude(kind="machine")
    assert {row.source for row in listed} == {"price table of litellm 1.109.1"}
    assert {row.as_of for row in listed} == {date(2026, 11, 23)}


def test_hosted_model_costs_the_median_and_not_the_cheapest() -> None:
    load_prices()
    price = Price.objects.of_open_model("Qwen3 8B")
    assert price
    assert (price.input_usd, price.output_usd) == (Decimal("0.06"), Decimal("0.14"))


def test_model_without_a_price_has_none() -> None:
    load_prices()
    assert Price.objects.of_open_model("Nobody 1B") is None


def test_newer_price_is_used_and_the_older_is_kept(tmp_path: Path) -> None:
    load_prices()
    cheapest, median = "cheapest = { input = 0.01, output = 0.02 }", "median = { input = 0.05, output = 0.1 }"
    head = ("as_of = 2027-01-01", 'source = "s"')
    load_prices(write(tmp_path, *head, "[[open]]", 'name = "Qwen3 8B"', cheapest, median))
    price = Price.objects.of_open_model("Qwen3 8B")
    assert price
    assert price.input_usd == Decimal("0.05")
    assert Price.objects.filter(name="Qwen3 8B", basis="median").count() == 2


def test_new_machine_rate_is_a_row_of_its_day(settings: Settings) -> None:
    load_prices()
    settings.MACHINE_USD_PER_HOUR = 0.25
    load_prices()
    machine = Price.objects.machine()
    assert machine
    assert machine.usd(None, None, 3_600) == pytest.approx(0.25)


def test_cost_by_tokens_of_an_uncounted_answer_is_unknown() -> None:
    load_prices()
    price = Price.objects.of_open_model("Qwen3 8B")
    assert price
    assert price.usd(None, 5, 1.0) is None


def test_median_frontier_cost_is_that_of_the_middle_of_seven() -> None:
    load_prices()
    # A million tokens in, none out: 1.25, 1.25, 2, 2, 2, 5, 5.
    assert Price.objects.frontier().median_cost(1_000_000, 0) == pytest.approx(2.0)


@pytest.mark.parametrize(
    "line",
    ["", "median = { input = 1.0 }", "median = { input = -1, output = 1 }", 'median = { input = "x", output = 1 }'],
)
def test_broken_entry_is_named(tmp_path: Path, line: str) -> None:
    cheapest = "cheapest = { input = 0.01, output = 0.02 }"
    file = write(tmp_path, "as_of = 2027-01-01", 'source = "s"', "[[open]]", 'name = "Half"', cheapest, line)
    with pytest.raises(PriceFault, match="open price Half"):
        load_prices(file)
    assert not Price.objects.exists()


def test_command_says_what_changed(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_prices")
    call_command("load_prices")
    assert "Price book: 0 rows new or changed." in capsys.readouterr().out
