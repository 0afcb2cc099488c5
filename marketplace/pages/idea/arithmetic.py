"""An idea's own arithmetic on its page: five lower bounds and the score, or what is missing; and what became of it."""

from typing import Any

from evaluations.moments.evidence import evidence_of, known_of
from evaluations.moments.lacks import gaps, together
from evaluations.moments.models import Candidacy, Certificate
from evaluations.moments.score import A_DAY, score
from evaluations.panel.models import Glance
from ideas.models import Idea


def moment_of(idea: Idea) -> dict[str, Any]:
    """From the answers as they are now, by the real functions; two queries for its history."""
    known = known_of(idea, idea.answers.all())
    candidacy = Candidacy.objects.filter(idea=idea).first()
    return {
        "terms": [(question, each.evidence) for question, each in known.items()],
        "moment_score": score(evidence_of(known)),
        "gaps": together(gaps(known)),
        "earlier_glances": Glance.objects.at_earlier_texts(idea),
        "certificates": list(Certificate.objects.of(idea)),
        "certified_from": candidacy and candidacy.since + A_DAY,
        "held_up_since": candidacy and candidacy.claimed,
    }
