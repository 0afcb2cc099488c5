"""Load the price book from a file and from the settings."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from .models import THIS_MACHINE, Price, PriceBasis, PriceKind

PRICES = Path(__file__).parent / "prices.toml"
KEY = ("kind", "name", "basis", "as_of")
FIELDS = ("licence", "input_usd", "output_usd", "hour_usd", "hosts", "source")


class PriceFault(Exception):
    """The file of prices has a fault; the message names the entry."""


@transaction.atomic
def load_prices(path: Path = PRICES) -> int:
    """Store the file's prices and the machine's rate; returns how many rows are new or changed.

    A row of the same model, basis and day is replaced; earlier days stay. Raises PriceFault.
    """
    with path.open("rb") as file:
        entries = tomllib.load(file, parse_float=Decimal)
    return put(rows(entries)) + put_machine_rate()


def rows(entries: Mapping[str, Any]) -> Iterator[Price]:
    dated = {"as_of": entries.get("as_of"), "source": entries.get("source", "")}
    for entry in entries.get("open", []):
        for basis in (PriceBasis.CHEAPEST, PriceBasis.MEDIAN):
            yield row(PriceKind.OPEN, basis, entry, entry.get(basis.value, {}), dated)
    for entry in entries.get("frontier", []):
        yield row(PriceKind.FRONTIER, PriceBasis.LIST, entry, entry, dated)


def row(
    kind: PriceKind, basis: PriceBasis, entry: Mapping[str, Any], usd: Mapping[str, Any], dated: Mapping[str, Any]
) -> Price:
    """One unsaved, checked row. Raises PriceFault."""
    price = Price(
        kind=kind,
        name=entry.get("name", ""),
        basis=basis,
        licence=entry.get("licence", ""),
        input_usd=usd.get("input"),
        output_usd=usd.get("output"),
        hosts=entry.get("hosts"),
        **dated,
    )
    try:
        price.full_clean(validate_unique=False, validate_constraints=False)
        if price.input_usd is None or price.output_usd is None:
            raise ValidationError(f"{basis.value}: give input and output.")
    except ValidationError as error:
        raise PriceFault(f"{kind.value} price {price.name or 'without a name'}: {'; '.join(error.messages)}") from error
    return price


def put(prices: Iterable[Price]) -> int:
    """Store the prices that are new or differ from the stored row; returns how many."""
    given = {(price.key, price.as_of): price for price in prices}
    days = {price.as_of for price in given.values()}
    known = {(price.key, price.as_of): price for price in Price.objects.filter(as_of__in=days)}
    changed = [price for key, price in given.items() if key not in known or fields_of(price) != fields_of(known[key])]
    Price.objects.bulk_create(changed, update_conflicts=True, unique_fields=KEY, update_fields=FIELDS)
    return len(changed)


def fields_of(price: Price) -> list[Any]:
    return [getattr(price, name) for name in FIELDS]


def put_machine_rate() -> int:
    """Store a new dated row when the rate in the settings differs from the last one stored."""
    rate = Decimal(str(settings.MACHINE_USD_PER_HOUR))
    last = Price.objects.machine()
    if last and last.hour_usd == rate:
        return 0
    today: date = timezone.now().date()
    price = Price(
        kind=PriceKind.MACHINE,
        name=THIS_MACHINE,
        basis=PriceBasis.HOURLY,
        hour_usd=rate,
        as_of=today,
        source="MACHINE_USD_PER_HOUR in this site's settings",
    )
    return put([price])
