"""`/how-it-works/formula/`: exactly how the five questions are answered and how ideas rank. Its numbers are
computed here.

The same in pictures: `how`."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from evaluations.moments.credit import EFFORT, TIME, hit_rate
from evaluations.moments.evidence import FLOORS, MIN_N, REASONS
from evaluations.moments.score import A_DAY, QuestionEvidence, score
from evaluations.panel.actions.glances import IN_A_ROW, TOO_FAST, TOO_FAST_TO_CHOOSE
from evaluations.panel.answers import CHANCE as BY_CHANCE
from evaluations.panel.answers import STRANGER, GlanceCounts, obvious
from evaluations.panel.audience import (
    CHANCES,
    LEAST_FLOOR,
    MIN_INSIDE,
    MOST_INSIDE,
    UNSEEN_PEOPLE,
    UNSEEN_SHARE,
    floor_for,
)
from evaluations.panel.models.claim import MAX_NEEDED, MIN_NEEDED, MODERATOR, OUTWEIGH, SMALL_SITE
from evaluations.panel.models.glance import KNOWN_FROM
from evaluations.panel.models.known_fields import COUNTS_AFTER, MAX_FIELDS
from evaluations.panel.next_idea import FLOOR, FOR_THE_SHORT, FOR_THEIRS, UNLIKELY
from evaluations.panel.shares import MIN_SHOWN, PEOPLE_ALPHA
from evaluations.panel.weights import MAX_STRANGERS, WEEKLY_VOICE, share_left_open
from evaluations.prototypes.datasets.folds import MAX_FOLDS
from evaluations.prototypes.datasets.likeness import NEAR
from evaluations.prototypes.statistics import ANSWER_ALPHA, CHANCE, SHOWN, wilson, z_one_sided
from evaluations.prototypes.statistics.habit import MIN_HABIT
from evaluations.prototypes.strangers.offers import WANTED
from evaluations.prototypes.strangers.voices import ENOUGH
from ideas.floors import AT_FLOORS, MIN_STRANGERS, WORKS_ALONE_FLOOR, WORKS_FLOOR, exponent
from ideas.pie import Slice, large
from ideas.questions import OF_PEOPLE
from ideas.ranking import MAX_EVIDENCE, WEEK, evidence, hot
from ideas.texts import LIMITS
from marketplace.accounts.models import VOTES_RANK_AFTER

MONDAY = datetime(2026, 6, 1, 9, tzinfo=UTC)  # any date works: only differences of ranks matter


@dataclass(frozen=True, slots=True)
class WorkedIdea:
    """An idea of the worked example. `rank`: in weeks, from the rank of a new idea without votes or evidence."""

    name: str
    days_old: int
    votes: int
    lower_bounds: tuple[float, ...]

    @property
    def evidence(self) -> float:
        return evidence(self.lower_bounds)

    @property
    def from_votes(self) -> float:
        return hot(self.votes, 0.0, MONDAY) - hot(0, 0.0, MONDAY)

    @property
    def from_age(self) -> float:
        return -self.days_old * 86_400 / WEEK

    @property
    def rank(self) -> float:
        published = MONDAY - timedelta(days=self.days_old)
        return hot(self.votes, self.evidence, published) - hot(0, 0.0, MONDAY)


EXAMPLE = (
    WorkedIdea("posted today, no votes", 0, 0, ()),
    WorkedIdea("a week old, 10 votes", 7, 10, ()),
    WorkedIdea("a week old, 10 votes, works 0.88 and cheap 0.95", 7, 10, (0.88, 0.95)),
    WorkedIdea("two weeks old, 100 votes", 14, 100, ()),
)
PIE = (
    Slice("works", "known", 0.88, 0.96, clears=True),
    Slice("cheap", "known", 0.95, 0.97, clears=True),
    Slice("wanted", "known", 0.2, 0.5),
    Slice("obvious", "measuring"),
)

SHOWN_RIGHT, SHOWN_N = 32, 40  # of an example: people who pick the right line, and all people
GOT_IT = obvious(GlanceCounts(n=SHOWN_N, right=SHOWN_RIGHT, people=SHOWN_N)).lower or 0.0
MOMENT = {"obvious": GOT_IT, "wanted": 0.31, "overlooked": 0.74, "works": 0.88, "cheap": 0.95}
FEW, MANY = (3, 4), (10, 500)  # of an example: hits, and ideas that were backed
UNDEALT, READ = 300, 30  # of an example: ideas that somebody was not dealt yet, and those of them that they have read
FIELD_VOICES, PLAYERS = 25, 800  # of an example: voices in a field, and of all players
UNWANTED = MOMENT | {"wanted": 0.02}


def evidence_of(lowers: dict[str, float]) -> dict[str, QuestionEvidence]:
    return {name: QuestionEvidence(lower, FLOORS[name], 0, 0) for name, lower in lowers.items()}


@require_safe
def formula(request: HttpRequest) -> HttpResponse:
    context = {
        "example": sorted(EXAMPLE, key=lambda idea: idea.rank, reverse=True),
        "week": WEEK,
        "least_of_panel": MIN_SHOWN,
        "pie": mark_safe(large(PIE)),  # noqa: S308  # drawn from the numbers above
        "one_answer": evidence([1.0]),
        "all_answers": MAX_EVIDENCE,
        "hours_until_votes_rank": VOTES_RANK_AFTER // timedelta(hours=1),
        "machine_usd": settings.MACHINE_USD_PER_HOUR,
        "folds": MAX_FOLDS,
        "near": NEAR,
        "confidence": 1 - 2 * SHOWN,
        "alpha": ANSWER_ALPHA,
        "min_strangers": MIN_STRANGERS,
        "drawn": WANTED,
        "judges_needed": ENOUGH,
        "works_alone": WORKS_ALONE_FLOOR,
        "works_floor": WORKS_FLOOR,
        "chance": CHANCE,
        "floors": [
            (name, FLOORS[name], MIN_N[name], reason, exponent(FLOORS[name])) for name, reason in REASONS.items()
        ],
        "at_floors": AT_FLOORS,
        "z": z_one_sided(ANSWER_ALPHA),
        "people_alpha": PEOPLE_ALPHA,
        "people_z": z_one_sided(PEOPLE_ALPHA),
        "all_three": (1 - PEOPLE_ALPHA) ** len(OF_PEOPLE),
        "shown": {
            "right": SHOWN_RIGHT,
            "n": SHOWN_N,
            "share": SHOWN_RIGHT / SHOWN_N,
            "bound": wilson(SHOWN_RIGHT, SHOWN_N, z_one_sided(PEOPLE_ALPHA)).lower,
            "lower": GOT_IT,
        },
        "by_chance": BY_CHANCE,
        "beyond_chance": 1 - BY_CHANCE,
        "moment": evidence_of(MOMENT),
        "moment_score": score(evidence_of(MOMENT)),
        "unwanted": UNWANTED["wanted"],
        "unwanted_score": score(evidence_of(UNWANTED)),
        "moment_hours": A_DAY // timedelta(hours=1),
        "weekly_voice": WEEKLY_VOICE,
        "most_named": LIMITS["work_fields"],
        "most_known": MAX_FIELDS,
        "said_days": COUNTS_AFTER.days,
        "least_inside": MIN_INSIDE,
        "most_inside": MOST_INSIDE,
        "floor_inside": LEAST_FLOOR,
        "unseen_share": f"{100 * UNSEEN_SHARE:.0f} %",
        "unseen_people": UNSEEN_PEOPLE,
        "example_field": FIELD_VOICES,
        "example_players": PLAYERS,
        "example_floor": floor_for(FIELD_VOICES, PLAYERS),
        "z_of_two": z_one_sided(PEOPLE_ALPHA / CHANCES),
        "for_theirs": f"{100 * FOR_THEIRS:.0f} %",
        "least_selves": MIN_HABIT,
        "undealt": UNDEALT,
        "read": READ,
        "left_open": share_left_open(UNDEALT, READ),
        "least_glances": round(FLOOR),
        "for_the_short": FOR_THE_SHORT,
        "unlikely": UNLIKELY,
        "stranger": STRANGER,
        "strangers_most": MAX_STRANGERS,
        "too_fast": TOO_FAST,
        "too_fast_to_choose": TOO_FAST_TO_CHOOSE,
        "in_a_row": IN_A_ROW,
        "least_needed": MIN_NEEDED,
        "most_needed": MAX_NEEDED,
        "small_site": SMALL_SITE,
        "known_from": KNOWN_FROM,
        "outweigh": OUTWEIGH,
        "moderator": MODERATOR,
        "effort": EFFORT,
        "scout_days": TIME.days,
        "few": (*FEW, hit_rate(*FEW)),
        "many": (*MANY, hit_rate(*MANY)),
    }
    return render(request, "site/formula.html", context)
