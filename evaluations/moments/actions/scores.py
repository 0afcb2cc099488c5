"""The copy of an idea's evidence that lists are read by."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from evaluations.moments.evidence import evidence_of
from evaluations.moments.lacks import Known, gaps
from evaluations.moments.models import MomentScore
from evaluations.moments.score import clears, missing, nearness, score, weakest
from ideas.models import Idea
from ideas.questions import OF_PEOPLE


def store_score(
    idea: Idea, known: Mapping[str, Known], *, is_moment: bool, now: datetime, last_score: float | None = None
) -> None:
    """`last_score`: what a Moment keeps in the lists while it is in doubt."""
    evidence = evidence_of(known)
    short = max(evidence[question].short_by for question in OF_PEOPLE)
    near = nearness(evidence)
    values = {
        "revision": idea.revision,
        "score": last_score if is_moment and not clears(evidence) else score(evidence),
        "nearness": near,
        "eyes": near if short else None,
        "short": short,
        "missing": list(missing(evidence)),
        "weakest": next(iter(weakest(evidence)), ""),
        "gaps": [asdict(each) for each in gaps(known)],
        "is_moment": is_moment,
        "as_of": now,
    }
    MomentScore.objects.update_or_create(idea=idea, defaults=values)
