"""How hard our own words on a page are to read, as a grade of American schools; it works offline.

J. P. Kincaid et al., Derivation of New Readability Formulas for Navy Enlisted Personnel, Research Branch Report 8-75,
1975. Well-kept libraries for it download a pronouncing dictionary when they run, so the formula stands here.
"""

import re

from lxml import html

BLOCKS = ("p", "dd", "dt", "li", "h1", "h2", "h3", "label", "legend", "summary", "th", "td", "caption", "small", "div")
# What people wrote, what a model answered, what only machines read, controls, and what lies behind the fold.
NOT_OURS = (
    "//*[@lang='' or self::script or self::style or self::svg or self::textarea or self::code or self::nav"
    " or self::select or self::button or self::noscript or self::time or contains(@class, 'pair')"
    " or @id='how-we-know' or contains(@class, 'meta') or self::template]"
)
LEAST = 4  # words; what is shorter is a label, and would make a page seem easier than its sentences are


def grade(page: str) -> float:
    """Of all sentences of ours on a page of HTML."""
    return kincaid(our_sentences(page))


def kincaid(sentences: list[str]) -> float:
    words = [word for sentence in sentences for word in re.findall(r"[^\W\d_]+(?:[’'][^\W\d_]+)?", sentence)]
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def syllables(word: str) -> int:
    """Groups of vowels; a silent e at the end, and that of -es and -ed, is none."""
    plain = re.sub(r"[^a-z]", "", word.lower())
    said = re.sub(r"(?<=[^aeiouyl])e$|(?<=[aeiouy]l)e$|(?<=[^aeiouytd])ed$|(?<=[^aeiouylscxzhg])es$", "", plain)
    return max(1, len(re.findall("[aeiouy]+", said)))


def our_sentences(page: str) -> list[str]:
    tree = html.fromstring(" ".join(page.split()))  # from here a line feed is where a block begins or ends
    for element in tree.xpath(NOT_OURS):
        element.drop_tree()
    for element in tree.iter(*BLOCKS):
        element.text = f"\n{element.text or ''}"
        element.tail = f"\n{element.tail or ''}"
    found = tree.xpath("//main | //footer/p") or [tree]
    parts = [part.strip() for element in found for part in re.split(r"[.!?]\s|[.!?]$|\n", element.text_content())]
    return [part for part in parts if len(part.split()) >= LEAST]
