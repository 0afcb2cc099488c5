import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from evaluations.panel.weights import (
    MAX_STRANGERS,
    WEEKLY_VOICE,
    Floats,
    GlanceColumns,
    share_left_open,
    share_of_strangers,
    weights,
)

IDEAS = 40


def crowd(people: int, seed: int = 1, each: int = 20) -> GlanceColumns:
    """Honest people, each about `each` of 40 ideas that differ in how obvious, wanted and overlooked they are."""
    rng = np.random.default_rng(seed)
    truth = rng.beta(2, 2, size=(IDEAS, 3))
    idea = np.concatenate([rng.permutation(IDEAS)[:each] for _ in range(people)])
    answers = (rng.random((len(idea), 3)) < truth[idea]).astype(float)
    person = np.repeat(np.arange(people), each)
    return GlanceColumns(person, idea, np.full(len(idea), 5), np.ones(len(idea)), answers)


def and_one_more(
    glances: GlanceColumns, answers: Floats, dealt: int = 5, left_open: float = 1.0
) -> tuple[GlanceColumns, NDArray[np.bool_]]:
    """The crowd with one more person, who says this of every idea; and where their glances are."""
    newcomer = int(glances.person.max()) + 1
    rows = len(answers)
    more = GlanceColumns(
        np.append(glances.person, [newcomer] * rows),
        np.append(glances.idea, np.arange(rows) % IDEAS),
        np.append(glances.dealt, [dealt] * rows),
        np.append(glances.left_open, [left_open] * rows),
        np.concatenate([glances.answers, answers]),
    )
    return more, more.person == newcomer


def test_honest_people_are_heard() -> None:
    assert weights(crowd(60)).mean() > 0.95


def test_honest_people_are_heard_almost_whole_from_their_first_answers() -> None:
    assert weights(crowd(200, each=3)).mean() > 0.9


def test_whoever_answers_by_lot_is_hardly_heard() -> None:
    by_lot = (np.random.default_rng(5).random((IDEAS, 3)) < 0.5).astype(float)
    glances, theirs = and_one_more(crowd(60), by_lot)
    assert weights(glances)[theirs].mean() < 0.1


@pytest.mark.parametrize("theirs", [(False, False, False), (True, False, False)])
def test_crowd_that_denies_all_but_its_own_is_not_heard_though_it_plays_most(theirs: tuple[bool, ...]) -> None:
    honest, pushed = crowd(80, each=6), 4  # ideas of their own
    idea = np.tile(np.arange(IDEAS), 20)
    said = np.where((idea < pushed)[:, None], True, np.array(theirs)).astype(float)
    glances = GlanceColumns(
        np.append(honest.person, np.repeat(np.arange(20), IDEAS) + 80),
        np.append(honest.idea, idea),
        np.append(honest.dealt, np.full(len(idea), 15)),
        np.ones(len(honest) + len(idea)),
        np.concatenate([honest.answers, said]),
    )
    heard, puppets = weights(glances), glances.person >= 80
    assert heard[puppets].max() < 0.05 < 0.8 < heard[~puppets].mean()


@pytest.mark.parametrize("said", [0.0, 1.0])
def test_whoever_says_the_same_of_every_idea_is_hardly_heard(said: float) -> None:
    glances, theirs = and_one_more(crowd(60), np.full((IDEAS, 3), said))
    heard = weights(glances)
    assert heard[theirs].mean() < 0.2 < heard[~theirs].mean()


def test_whoever_says_the_contrary_is_not_heard() -> None:
    honest = crowd(60)
    means = np.stack([np.bincount(honest.idea, column, IDEAS) for column in honest.answers.T], axis=1)
    contrary = (means < np.median(means, axis=0)).astype(float)
    glances, theirs = and_one_more(honest, contrary)
    assert weights(glances)[theirs].max() < 0.05


def test_first_answer_of_a_newcomer_counts_whole() -> None:
    glances, theirs = and_one_more(crowd(60), np.ones((1, 3)))
    assert weights(glances)[theirs] == pytest.approx(1.0)


def test_whoever_lets_cards_go_by_has_spent_their_voice_on_them() -> None:
    glances, theirs = and_one_more(crowd(60), np.ones((1, 3)), dealt=50)
    assert weights(glances)[theirs] == pytest.approx(WEEKLY_VOICE / 50)


@given(st.integers(1, 60))
@settings(max_examples=20)
def test_one_week_of_one_person_never_counts_for_more_than_five(count: int) -> None:
    rng = np.random.default_rng(count)
    alone = GlanceColumns(
        np.zeros(count, int),
        np.arange(count),
        np.full(count, count),
        np.ones(count),
        rng.integers(0, 2, (count, 3)).astype(float),
    )
    assert weights(alone).sum() <= WEEKLY_VOICE + 1e-9


@given(st.permutations(range(80)))
@settings(max_examples=10)
def test_weights_do_not_depend_on_the_order_of_the_rows(order: list[int]) -> None:
    glances = crowd(10, each=8)
    person, idea, dealt = glances.person[order], glances.idea[order], glances.dealt[order]
    shuffled = GlanceColumns(person, idea, dealt, glances.left_open[order], glances.answers[order])
    assert weights(shuffled) == pytest.approx(weights(glances)[order])


def test_nobody_has_glanced_yet() -> None:
    none = np.empty(0, int)
    assert len(weights(GlanceColumns(none, none, none, np.empty(0), np.empty((0, 3))))) == 0


def test_answer_of_whoever_shut_out_all_but_a_few_counts_by_their_share() -> None:
    glances, theirs = and_one_more(crowd(60), np.ones((1, 3)), left_open=0.02)
    assert weights(glances)[theirs] == pytest.approx(0.02)


@given(st.integers(1, 2_000), st.data())
def test_shutting_out_adds_nothing_to_what_a_card_counts_on_average_for_any_idea(
    undealt: int, data: st.DataObject
) -> None:
    shut_out = data.draw(st.integers(0, undealt - 1))
    chance = 1 / (undealt - shut_out)  # that the next card is a certain one of those left open
    assert chance * share_left_open(undealt, shut_out) == pytest.approx(1 / undealt)


def test_keen_reader_is_heard_almost_whole_on_a_large_site_and_in_part_on_a_small_one() -> None:
    assert share_left_open(300, 30) == pytest.approx(0.9)
    assert share_left_open(30, 20) == pytest.approx(1 / 3)
    assert share_left_open(0, 0) == 1.0


@given(st.floats(0, 500), st.floats(0, 5_000))
def test_strangers_together_never_count_more_than_a_quarter_of_what_people_do(people: float, strangers: float) -> None:
    share = share_of_strangers(people, strangers)
    assert 0 <= share <= 1
    assert share * strangers <= MAX_STRANGERS * people + 1e-9
    assert share == 1 or share * strangers == pytest.approx(MAX_STRANGERS * people), "and no less than that"
