import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ideas.addresses import (
    FORM,
    IDEA_PATH,
    MAX_IDEA_ADDRESS,
    MAX_IDEA_BYTES,
    IdeaAddress,
    idea_slug,
    tag_name,
    tag_slug,
)
from ideas.texts import shows_nothing

# Any text, text of what tags are made of, and the characters that change most on their way into an address.
TYPED = (
    st.text(max_size=40)
    | st.text(st.characters(categories=["L", "M", "N", "Cf", "P", "Zs", "S"]), max_size=40)
    | st.text(
        st.sampled_from("İıiIẞßΣσςᾳ\u0345\u0307\u0301\u0e4d\u0e32\u0e33\u200d\u200c\u3164'\"ŉǰΐꭰᲓ.+#- _ca"), max_size=12
    )
)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("c", "c"),
        ("c++", "c-plus-plus"),
        ("c#", "c-sharp"),
        (".net", "dot-net"),
        ("net", "net"),
        ("node.js", "node-js"),
        ("web 2.0", "web-2-0"),
        ("women's health", "womens-health"),
        ("small-town law", "small-town-law"),
        ("図書館", "図書館"),
        ("עברית", "עברית"),
        ('צה"ל', "צהל"),
        ("العربية", "العربية"),
        ("می\u200cخواهم", "میخواهم"),
        ("हिन्दी पुस्तकालय", "हिन्दी-पुस्तकालय"),
        ("தமிழ் நூல்", "தமிழ்-நூல்"),
        ("น้ำดื่ม", "น้ำดื่ม"),
        ("tŷ a chân", "tŷ-a-chân"),
        ("Ελληνικός", "ελληνικός"),
    ],
)
def test_tag_has_an_address_with_all_its_letters(name: str, slug: str) -> None:
    assert tag_slug(name) == slug


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("AI", "ＡＩ"),
        ("C++", "ｃ＋＋"),
        ("#law", "law"),
        ("Straße", "STRASSE"),
        ("İstanbul", "istanbul"),
        ("ΟΔΟΣ", "οδος"),
        ("カタカナ", "ｶﾀｶﾅ"),
        ("re\u200bpair", "repair"),
        ("re\u00adpair", "repair"),
        ("\u202erepair", "repair"),
        ("r\u034fepair", "repair"),
        ("caf\u00e9", "cafe\u0301"),
        ("caf\u200be\u0301", "caf\u00e9"),
        ("كتـــاب", "كتاب"),
        ("п'ять", "пʼять"),
        ("ﬁn", "fin"),
    ],
)
def test_tags_of_one_look_are_one(one: str, other: str) -> None:
    assert tag_slug(one) == tag_slug(other) != ""


def test_tags_that_differ_by_a_letter_or_a_sign_are_several() -> None:
    names = ["c", "c++", "c#", "f#", "resume", "résumé", "עברית", "ערבית", "1.0", "10", "का", "की", "net", ".net"]
    assert len({tag_slug(name) for name in names}) == len(names)


@pytest.mark.parametrize("blank", ["", "☕", "++", "#", "…", "\u200b", "\u3164", "\u0301", "-"])
def test_text_without_letter_or_digit_has_no_address(blank: str) -> None:
    assert tag_slug(blank) == idea_slug(blank) == ""


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("  #Law ", "law"),
        ("C#", "c#"),
        ("ＡＩ", "ai"),
        ("x\u200by\u202e", "xy"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("#", ""),
    ],
)
def test_tag_is_shown_in_lower_case_with_nothing_unseen(typed: str, name: str) -> None:
    assert tag_name(typed) == name


@settings(max_examples=500)
@given(TYPED)
def test_address_and_name_of_any_text_stay_what_they_are(text: str) -> None:
    name, slug, idea = tag_name(text), tag_slug(text), idea_slug(text)
    assert (tag_name(name), tag_slug(name), tag_slug(slug), idea_slug(idea)) == (name, slug, slug, idea)
    for each in (name, slug, idea):
        assert each == unicodedata.normalize("NFC", each)
    for each in filter(None, (slug, idea)):
        assert re.search(FORM, each)
        assert not any(map(shows_nothing, each))
        assert not any(unicodedata.category(char).startswith(("C", "P", "S", "Z")) for char in each.replace("-", ""))


@given(TYPED)
def test_address_of_an_idea_fits_into_its_path_and_a_file_name(text: str) -> None:
    slug = idea_slug(text * 4)
    assert len(slug) <= MAX_IDEA_ADDRESS and len(slug.encode()) <= MAX_IDEA_BYTES
    assert not slug or re.fullmatch(IDEA_PATH, f"{slug}-a1b2")
    assert IdeaAddress().to_python(slug) == slug


def test_long_title_is_cut_before_a_letter_and_not_before_its_vowel() -> None:
    assert idea_slug("図" * 80) == "図" * 60
    assert idea_slug("ab" + "का" * 40) == "ab" + "का" * 29


@pytest.mark.parametrize(
    "title", ["Sort what citizens report", "C++ for birds", "ｶﾀｶﾅ、図書館", "Grüße aus dem Straßenamt"]
)
def test_address_of_an_idea_keeps_its_letters(title: str) -> None:
    assert idea_slug(title) in {
        "sort-what-citizens-report", "c-plus-plus-for-birds", "カタカナ-図書館", "grüße-aus-dem-straßenamt"
    }  # fmt: skip
