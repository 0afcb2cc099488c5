"""Texts that make careless code slow, of any length, and whether the work on them grows faster than their length.

This is the one place where a test looks at processor time, as a ratio within one process: an input of four times the
length may take four times the work, with room for noise, and not sixteen times.
"""

import gc
import time
from collections.abc import Callable, Mapping

TextOf = Callable[[int], str]
Reader = tuple[Callable[[str], object], int]  # and the length of the shorter input
TIMES = 4  # as long
MAX_RATIO = 8.0  # of work: between 4, which is linear, and 16, which is quadratic
NOTHING = 0.02  # seconds of work that are little enough, whatever their ratio


def repeated(part: str) -> TextOf:
    return lambda length: (part * (length // len(part) + 1))[:length]


UNICODE = {
    "marks of two classes": "\u0301\u0323", "one mark": "\u0301", "letter and mark": "e\u0301", "ligature": "\ufdfa",
    "Hangul": "\u1100\u1161\u11a8", "Chinese": "漢", "Thai": "ก", "emoji": "👩🏽‍🚀", "fraction": "½", "power": "²",
    "Arabic digit": "٣", "dash": "–", "soft hyphen": "\u00ad",
}  # fmt: skip
MARKDOWN = {
    "brackets": "[", "open links": "[](", "links": "[a](", "images": "![", "emphasis": "*a **", "underlines": "_a __",
    "stars": "**a *b", "only stars": "*", "backticks": "`", "tags": "<", "open tags": "<a ", "comments": "<!--",
    "quotes": "> ", "only quotes": ">", "list": "- ", "numbered": "1. ", "references": "[a]: x\n", "entities": "&#",
    "ampersands": "&", "backslashes": "\\", "parentheses": "(", "closing brackets": "]", "closing parentheses": ")",
    "fences": "~~~\n", "rules": "---\n", "addresses": "http://", "mails": "a@",
}  # fmt: skip
NUMBERS = {
    "digits": "1", "points": "1.", "commas": "1,", "minus": "-1", "only minus": "-", "colons": "1:", "exponents": "1e",
    "days": "1 jan ", "slashes": "1/1/", "months": "january ", "groups": "1 000", "apostrophes": "1'000",
    "powers": "1^", "prices": "$1", "units": "1km", "of": "1st of ",
}  # fmt: skip
TABLES = {
    "cells": "a,b\n", "cells by tab": "a\tb\n", "only commas": ",", "semicolons": ";", "marks": '"', "marked": '","',
    "open mark": '"a', "lines": "\n", "carriage returns": "\r", "objects": '{"a":1}\n', "arrays": '["a","b"]\n',
    "open arrays": "[", "open objects": '{"a":', "rows": '{"input":"a","expected":"b"}\n', "header": "input,expected\n",
}  # fmt: skip
WORDS = {
    "words": "a ",
    "word": "a",
    "spaces": " ",
    "controls": "\x0b\x0c",
    "percent": "%",
    "joined": "a-a'",
    "slashed": "a/a",
}
PARTS = UNICODE | MARKDOWN | NUMBERS | TABLES | WORDS
NESTED: dict[str, TextOf] = {
    "nested brackets": lambda n: "[" * (n // 2) + "]" * (n // 2),
    "longer and longer ticks": lambda n: "".join("`" * i + "a" for i in range(1, int((2 * n) ** 0.5)))[:n],
    "deeper and deeper quotes": lambda n: "\n".join("> " * i + "a" for i in range(1, int(n**0.5)))[:n],
    "deeper and deeper lists": lambda n: "\n".join("  " * i + "- a" for i in range(1, int(n**0.5)))[:n],
    "many references": lambda n: "".join(f"[a{i}]: http://x\n" for i in range(n // 40)) + "[a1] " * (n // 10),
    "different words": lambda n: " ".join(f"w{i}" for i in range(n // 6))[:n],
    "different numbers": lambda n: " ".join(map(str, range(n // 5)))[:n],
    "object of many names": lambda n: "{" + ",".join(f'"k{i}":{i}' for i in range(n // 14)) + "}",
    "many rows": lambda n: "".join(f"{i},{i % 7}\n" for i in range(n // 7)),
}
PLAIN: dict[str, TextOf] = {name: repeated(part) for name, part in PARTS.items()} | NESTED


def among_letters(attack: TextOf) -> TextOf:
    """Some expressions only begin to search behind a letter, or go wrong at the last one, or beyond ASCII."""
    return lambda length: "a" + attack(length - 3) + "b½"


ATTACKS = PLAIN | {f"a, {name}, b½": among_letters(attack) for name, attack in PLAIN.items()}
FEW = (
    "marks of two classes", "brackets", "emphasis", "backticks", "deeper and deeper quotes", "a, digits, b½",
    "a, closing parentheses, b½", "cells", "object of many names", "different words",
)  # fmt: skip


def too_much_work(do: Callable[[str], object], attack: TextOf, length: int) -> str:
    """What is wrong, in words; "" if the work grows with the length, or is next to nothing."""
    short, long = attack(length), attack(TIMES * length)
    for _ in range(3):  # what else the machine does disturbs one measurement, but not three
        more = work(do, long)
        if more < NOTHING or more < MAX_RATIO * (less := work(do, short)):
            return ""
    return f"{len(short):,} characters: {less:.3f} s, {len(long):,}: {more:.3f} s"


def work(do: Callable[[str], object], text: str) -> float:
    """Processor time of this thread in seconds, without the search for rubbish, which comes when it likes."""
    gc.disable()
    began = time.thread_time()
    try:
        do(text)
    except ValueError:  # it was refused
        pass
    finally:
        took = time.thread_time() - began
        gc.enable()
    return took


def slow(readers: Mapping[str, Reader], attacks: Mapping[str, TextOf]) -> dict[str, str]:
    found = {
        f"{reader}, {name}": too_much_work(do, attack, length)
        for reader, (do, length) in readers.items()
        for name, attack in attacks.items()
    }
    return {where: wrong for where, wrong in found.items() if wrong}
