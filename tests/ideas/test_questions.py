from ideas.models import Answer, Idea, Question
from ideas.questions import MAX_BASIS, MAX_EVIDENCE_LINE, MAX_HEADLINE, OF_PEOPLE, QUESTIONS


def test_questions_are_the_same_in_the_model_and_in_the_pure_modules() -> None:
    assert tuple(Question.values) == QUESTIONS
    assert set(OF_PEOPLE) < set(QUESTIONS)


def test_texts_of_answers_are_as_long_as_their_columns() -> None:
    assert Answer._meta.get_field("headline").max_length == MAX_HEADLINE
    assert Answer._meta.get_field("basis").max_length == MAX_BASIS
    assert Idea._meta.get_field("evidence_line").max_length == MAX_EVIDENCE_LINE
