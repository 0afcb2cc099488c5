"""The words of a text are the same for who writes and for who asks, in every script."""

import pytest
from django.db import connection
from django.test import Client
from hypothesis import example, given
from hypothesis import strategies as st

from ideas.models import Idea
from ideas.search_words import MAX_FORM, MAX_WORDS, asked, near_keys, vector_of, words_of
from tests.factories import make_comment, make_idea

ANY_TEXT = st.text(max_size=60)


def holds(text: str, question: str) -> bool:
    """Whether the text has all that the question asks for, as Postgres sees it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsvector @@ %s::tsquery", [vector_of([(text, "A")]), asked(question).all])
        return bool(cursor.fetchone()[0])


@pytest.mark.django_db
@given(
    st.lists(
        st.sampled_from(["图书馆来信", "読者", "ai", "の", "：", "、", " ", "c++", "น้ำดื่ม"]), min_size=1, max_size=9
    ).map("".join)
)
def test_runs_without_spaces_are_found_as_they_are_written(text: str) -> None:
    if asked(text).all:
        assert holds(text, text) and holds(f"before {text} after", f'"{text}"')
    assert not holds("読者の図書館", "図書館の読者")


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["-", "- ", "-(", "(-", "-\t", "-!", "-&", "-<", "-- ", '-"', "or -", "-a ", "-–"])
def test_search_for_many_minuses_is_answered(client: Client, part: str) -> None:
    words = part * (200 // len(part))
    assert client.get("/search", {"q": words}).status_code == 200
    assert client.get("/api/v1/ideas/", {"q": words}).status_code == 200


@pytest.mark.django_db
def test_minus_still_leaves_out_a_word() -> None:
    wanted, other = make_idea(title="Sort tax letters"), make_idea(title="Sort road letters")
    make_comment(wanted)
    assert list(Idea.objects.matching("sort -road")) == [wanted]
    assert list(Idea.objects.matching("sort --tax")) == [other]
    assert set(Idea.objects.matching("sort co-op or letters -")) == {wanted, other}
    assert list(Idea.objects.matching("- -- ( &")) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Müller zählt Straßen", "muller"),
        ("Müller zählt Straßen", "Mueller strassen"),
        ("Mueller zaehlt", "Müller zählt"),
        ("¿Dónde están las colmenas?", "donde colmena"),
        ("Gwên y tŷ", "gwen ty"),
        ("Ærø og Łódź", "aeroe lodz"),
        ("養蜂人的記錄", "蜂人"),
        ("図書館の古い新聞", "新聞"),
        ("データを探す", "データ"),
        ("도서관에서 책을", "도서관"),
        ("หนังสือพิมพ์เก่า", "หนังสือ"),
        ("رَسائِلُ إلى المحكمة", "رسائل محكمة"),
        ("مدرسه", "المدرسة"),
        ("שָׁלוֹם לכולם", "שלום"),
        ("हिन्दी किताब", "किताब"),
        ("Ёлка и Йод", "елка"),
        ("Ολα τα ΝΈΑ", "νεα"),
        ("C++ and C# in old tools", "c#"),
        ("Diseases of boxes", "disease box"),
        ("Ｆｕｌｌ ｗｉｄｔｈ", "full width"),
        ("co\u00adoperative", "cooperative"),
    ],
)
def test_text_is_found_by_its_words_however_they_are_typed(text: str, question: str) -> None:
    assert holds(text, question)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Social housing", "house"),
        ("A house", "housing"),
        ("A universe", "university"),
        ("C and D", "c++"),
        ("京都の東", "東京"),
        ("किताब", "कितब"),
        ("The radio of the harbour", '"harbour radio"'),
    ],
)
def test_other_words_are_not_the_same(text: str, question: str) -> None:
    assert not holds(text, question)


@pytest.mark.django_db
def test_phrase_does_not_go_from_one_text_into_the_next() -> None:
    with connection.cursor() as cursor:
        vector = vector_of([("the harbour", "A"), ("radio calls", "B")])
        cursor.execute("SELECT %s::tsvector @@ %s::tsquery", [vector, asked('"harbour radio"').all])
        assert cursor.fetchone() == (False,)


@pytest.mark.django_db
@given(text=ANY_TEXT, weight=st.sampled_from("ABCD"))
@example(text="'\\:*&|!<->()", weight="A")
@example(text="a" * 60 + "'", weight="D")
def test_any_text_and_any_question_are_read_by_postgres(text: str, weight: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsvector", [vector_of([(text, weight)])])  # type: ignore[list-item]  # one of them
        question = asked(text)
        for query in filter(None, [question.all, question.must, *(term.query for term in question.terms)]):
            cursor.execute("SELECT %s::tsquery", [query])


@given(ANY_TEXT)
def test_every_word_that_is_asked_for_is_among_those_that_are_written(text: str) -> None:
    assert all(set(word.asked) <= {form for each in words_of(text) for form in each.written} for word in words_of(text))


@given(ANY_TEXT)
def test_words_do_not_depend_on_case(text: str) -> None:
    assert [word.written for word in words_of(text.upper().lower())] == [
        word.written for word in words_of(text.upper().lower().casefold())
    ]


@pytest.mark.parametrize(
    "hostile", ["\ufdfa" * 50_000, "a" * 50_000, "é " * 25_000, "字" * 50_000, "a\u0301\u0300" * 20_000]
)
def test_words_of_a_hostile_text_stay_within_what_postgres_takes(hostile: str) -> None:
    words = list(words_of(hostile))
    assert len(words) <= MAX_WORDS and all(len(form) <= 2 * MAX_FORM for word in words for form in word.written)
    assert len(vector_of([(hostile, "A"), (hostile, "B")]).encode()) < 1_000_000


@given(st.text(alphabet="abcdefgh", min_size=4, max_size=12), st.data())
def test_words_share_a_key_if_they_differ_by_one_letter(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("abcxyz"))
    changed = [
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + letter + word[at + 1 :],
        word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
    ]
    assert all(set(near_keys(word)) & set(near_keys(other)) for other in changed)
    assert all(-(2**31) <= key < 2**31 for key in near_keys(word))
