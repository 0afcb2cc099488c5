"""The bench of claims, small: what small crowds reach by the real rule, and by the one before it."""

from dataclasses import replace
from math import inf

import pytest

from benchmarks import claims
from benchmarks.claims import CROWDS, NOBODY, RULES, judge


def upheld(name: str, rule: str, honest: int, *, sites: int = 4) -> int:
    return sum(judge(seed, honest, CROWDS[name], is_true=False).upheld_on(RULES[rule]) < inf for seed in range(sites))


@pytest.mark.parametrize("honest", [20, 50, 200])
@pytest.mark.parametrize(
    "ruse", ["20 fresh accounts that open all other ideas", "20 fresh accounts that let other cards pass"]
)
def test_twenty_fresh_accounts_uphold_no_false_claim_and_did_before(ruse: str, honest: int) -> None:
    assert upheld(ruse, "as before", honest) == 4
    assert upheld(ruse, "ours", honest) == 0


@pytest.mark.proof
def test_crowd_that_plays_honestly_for_weeks_upholds_none_on_a_site_of_a_thousand() -> None:
    assert upheld("20 accounts that have played before", "ours", 1_000) == 0


@pytest.mark.proof
def test_true_claim_is_upheld_by_honest_people_alone_on_a_site_of_a_thousand() -> None:
    days = [judge(seed, 1_000, NOBODY, is_true=True).upheld_on(RULES["ours"]) for seed in range(8)]
    assert sum(day < inf for day in days) >= 4


def test_crowd_upholds_what_is_false_and_challenges_what_is_true() -> None:
    crowd = CROWDS["20 % of the players"]
    for is_true in (False, True):
        judged = judge(0, 200, crowd, is_true=is_true)
        assert (judged.upholds != is_true).sum() >= 2 * (judged.upholds == is_true).sum() - 10
        assert len(judged.upholds) > 10


def test_stance_counts_only_once_the_weight_of_its_person_is_known() -> None:
    judged = judge(0, 50, CROWDS["20 accounts that have played before"], is_true=False)
    for row in range(len(judged.day)):
        assert judged.counts_from(row, 1) == judged.day[row] <= judged.counts_from(row, 5)
    assert judged.upheld_on(replace(RULES["ours"], known_from=10_000)) == inf


def test_report_has_a_line_for_each_crowd_and_rule(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims, "WORLDS", 1)
    monkeypatch.setattr(claims, "SITES", {20: 30})
    claims.main()
    printed = capsys.readouterr().out
    reports = len(CROWDS) + 1 + len(claims.CHALLENGE_THE_TRUTH)
    assert all(printed.count(f"\n{name} ") == reports for name in RULES)
    assert "True claim" in printed and "100%, day 0" in printed
