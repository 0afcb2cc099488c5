"""Tables as programs and people in several languages write them, drawn at random: none is read wrongly in silence.

A table is drawn from delimiter, quotation marks, names of columns, title rows, encoding, line ends, empty columns and
counts of rows. It is right when every row comes back, asked about when it is refused or the right reading is among the
readings offered, and said when a notice admits the choice that went wrong. `make proof` draws 10,000."""

import csv
import io
import random
from collections import Counter
from dataclasses import dataclass
from typing import Literal

import pytest

from evaluations.prototypes.datasets.examples import ExampleProblems, decode, parse

Row = tuple[str, str]
Quoting = Literal[0, 1, 2, 3]  # of csv

WORDS = {
    "English": "the kettle trips fuse tap drips all night socket sparks hall toilet keeps running pipe under sink",
    "German": "der Kessel löst die Sicherung aus Hahn tropft nachts Steckdose funkt Spülung läuft ständig Rohr unter",
    "French": "la bouilloire fait sauter le fusible robinet goutte toute nuit prise étincelle évier fuit côté forêt",
    "Welsh": "mae'r tegell yn baglu'r ffiws tap diferu drwy'r nos soced gwreichion tŷ dŵr pibell o dan y sinc",
    "Arabic": "الغلاية تقطع التيار صنبور يقطر طوال الليل مقبس شرارة ماء أنبوب تحت المغسلة يتسرب باب جرس",
    "Japanese": "やかん が ヒューズ を 飛ばす 蛇口 夜通し 滴る 火花 トイレ 流れ 続ける 配管 漏れる 呼び鈴",
}
LABELS = {
    "English": ("electrics", "plumbing", "joinery", "other"),
    "German": ("Strom", "Wasser", "Holz", "sonstige Fälle"),
    "French": ("électricité", "plomberie", "bois", "autre, à voir"),
    "Welsh": ("trydan", "dŵr", "pren", "arall"),
    "Arabic": ("كهرباء", "سباكة", "نجارة", "أخرى"),
    "Japanese": ("電気", "水道", "木工", "その他"),
}
NAMES = {
    "English": ("report", "trade"),
    "German": ("Meldung", "Gewerk"),
    "French": ("avis", "métier"),
    "Welsh": ("adroddiad", "crefft"),
    "Arabic": ("بلاغ", "حرفة"),
    "Japanese": ("報告", "職種"),
}
KNOWN = (("input", "expected"), ("Text", "Label"), ("question", "answer"), ("prompt", "completion"))
SAID = ("was read as the names", "was read as example 1", "before the table", "read as characters")


@dataclass(frozen=True)
class Drawn:
    data: bytes
    rows: list[Row]
    how: str


def drawn(number: int) -> Drawn:
    """The table of this number: always the same."""
    pick = random.Random(number)
    language = pick.choice([*WORDS])
    outputs = pick.choice(["labels", "labels", "texts", "numbers"])
    longest = pick.choice([1, 4, 12, 12])
    rows = [(sentence(pick, language, longest), output(pick, language, outputs)) for _ in range(pick.randint(8, 40))]
    names = pick.choice(["known", "known", "other", "none"])
    head = {"known": pick.choice(KNOWN), "other": NAMES[language], "none": None}[names]
    titles = pick.choice([[], [], [], ["Export"], ["Export", ""], [f"Export {number}", "2026"]]) if head else []
    records = [list(row) for row in ([head] if head else []) + rows]
    layout = pick.choice(["plain", "plain", "count", "empty"])
    if layout == "count":
        records = [[str(place) if place or not head else "", *record] for place, record in enumerate(records)]
    elif layout == "empty":
        records = [[*record, "", ""] for record in records]
    mark, end = pick.choice(",;\t"), pick.choice(["\n", "\r\n", "\r"])
    quoting: Quoting = pick.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC, csv.QUOTE_NONE])
    separator = f"sep={mark}{end}" if not titles and pick.random() < 0.15 else ""
    text = separator + "".join(title + end for title in titles) + written(records, mark, quoting).replace("\r\n", end)
    encoding = pick.choice(["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    how = (
        f"{number}: {language}, {outputs}, names {names}, {titles}, {layout}, {mark!r}, {end!r}, {quoting}, {encoding}"
    )
    try:
        return Drawn(text.encode(encoding), rows, how)
    except UnicodeEncodeError:
        return Drawn(text.encode(), rows, how)


def written(records: list[list[str]], mark: str, quoting: Quoting) -> str:
    """With no quotes at all only where no cell needs them, or is nothing but a quotation."""
    if quoting == csv.QUOTE_NONE:
        cells = [cell for record in records for cell in record]
        if not any(mark in cell or "\n" in cell or (cell[:1] == '"' == cell[-1:]) for cell in cells):
            return "".join(mark.join(record) + "\r\n" for record in records)
        quoting = csv.QUOTE_MINIMAL
    page = io.StringIO(newline="")
    csv.writer(page, delimiter=mark, quoting=quoting).writerows(records)
    return page.getvalue()


def sentence(pick: random.Random, language: str, most: int) -> str:
    """Of two words to `most`, or one where that is one."""
    words = pick.choices(WORDS[language].split(), k=pick.randint(min(most, 2), most))
    for mark, chance in ((",", 0.4), (";", 0.1), ("\n", 0.05), ("\t", 0.01)):
        if pick.random() < chance:
            words[pick.randrange(len(words))] += mark
    if pick.random() < 0.1:
        words[pick.randrange(len(words))] = f'"{words[0]}"'
    if pick.random() < 0.1:
        words.append(f"{pick.randint(1, 99)},{pick.randint(0, 9)}")
    return f"{' '.join(words)}{pick.choice(['', '.', '?', '!'])}".strip()


def output(pick: random.Random, language: str, outputs: str) -> str:
    if outputs == "labels":
        return pick.choice(LABELS[language])
    return str(pick.randint(0, 500)) if outputs == "numbers" else sentence(pick, language, 6)


def reading_of(table: Drawn) -> str:
    """right, asked, said or wrong."""
    try:
        parsed = parse(decode(table.data))
    except ExampleProblems:
        return "asked"
    if parsed.offers:
        return "asked" if any(offer.read.rows == table.rows for offer in parsed.offers) else "wrong"
    if parsed.problems:
        return "asked"
    if parsed.rows == table.rows:
        return "right"
    return "said" if any(words in notice for words in SAID for notice in parsed.notices) else "wrong"


def readings(count: int) -> tuple[Counter[str], list[str]]:
    tables = [drawn(number) for number in range(count)]
    found = [(reading_of(table), table.how) for table in tables]
    return Counter(reading for reading, _ in found), [how for reading, how in found if reading == "wrong"]


@pytest.mark.parametrize("count", [200, pytest.param(10_000, marks=pytest.mark.proof)])
def test_drawn_tables_are_read_as_they_were_written(count: int) -> None:
    counts, wrong = readings(count)
    assert wrong == []
    assert counts["right"] >= 0.95 * count
    assert counts["asked"] < 0.05 * count
    assert counts["said"] < 0.002 * count
