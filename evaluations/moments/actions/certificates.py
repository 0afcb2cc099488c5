"""How an idea becomes a Moment, and how it stops being one.

1. Every change of an idea's evidence leaves a mark (`ideas.actions`). `assess` takes the mark, reads the five answers
   and stores the score and the lacks, which the lists read.
2. An idea whose five answers all clear their floors becomes a candidate. As soon as one does not, the candidacy ends;
   the next one starts a new day. An edited text makes people's answers stale, so it restarts the day as well. While a
   claim is upheld that a frontier lab has it, the clock stops: a claim of an hour costs an hour. A claim that is not
   upheld changes no answer. It only delays the certification until it is a day old, so that others can look at it, and
   all claims together by at most a day (`Candidacy.objects.timed`).
3. `certify` makes a candidate of A_DAY a Moment: a certificate with the evidence of that time, an event, and a notice
   for each address. All of it is one transaction under the idea's lock, which also deletes the candidacy; so a worker
   that is killed leaves either everything or nothing, and two workers certify once.
4. A Moment is lost at once when the idea's text changes or when it is withdrawn. While an answer does not hold
   (`score.QuestionEvidence.holds`) or is being measured again the Moment is in doubt, and it is lost after A_DAY in
   doubt, as it took A_DAY to become one: a burst of denials, or of trials on a bad evening, ends nothing before others
   have looked. To become a Moment the lower bounds of all answers must be above their floors; to stay one, the shares
   that people's answers show. Many Moments stand just above a floor, and a few denials would end each. The same is so
   while a claim is upheld that a frontier lab has it: three people who were dealt the idea can uphold one, and others
   must have the time to challenge it.

The time is always an argument, so that tests can set it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from evaluations.moments.evidence import evidence_of, known_of
from evaluations.moments.lacks import Known
from evaluations.moments.models import Candidacy, Certificate, EventKind, MomentEvent, MomentScore, Notice
from evaluations.moments.score import A_DAY, score
from evaluations.panel.actions import follow_machines
from evaluations.prototypes.models import Run
from ideas.actions import set_moment
from ideas.figures import percent
from ideas.models import Answer, EvidenceMark, Idea

from .notices import addresses_for

AT_ONCE = 200  # ideas in one call; beat calls again
UNKNOWN = "Not all five answers were known for a day."
CLAIMED = "overlooked: for a day it was upheld that a frontier lab has it."


def assess_marked(now: datetime) -> int:
    """Assess the ideas whose evidence changed; returns how many."""
    marked = EvidenceMark.objects.marked(AT_ONCE)
    for idea_id in marked:
        assess(idea_id, now)
    return len(marked)


def assess_missed(now: datetime) -> int:
    """Assess ideas without a mark whose score is missing or of an earlier text; returns how many."""
    missed = MomentScore.objects.out_of_date(AT_ONCE)
    for idea_id in missed:
        assess(idea_id, now)
    return len(missed)


@transaction.atomic
def assess(idea_id: int, now: datetime) -> None:
    """Store the idea's score, and begin or end its candidacy or certificate. Repeating it changes nothing."""
    idea = locked(idea_id)
    EvidenceMark.objects.take(idea_id)
    if idea is None:
        return
    known = known_of(idea, idea.answers.all())
    follow_machines(idea_id)
    certificate = Certificate.objects.standing().filter(idea=idea).first()
    if certificate:
        stands = keep_or_lose(certificate, idea, known, now)
    else:
        stands = False
        keep_candidacy(idea, known, now)
    MomentScore.objects.store(
        idea, known, is_moment=stands, now=now, last_score=certificate.score if certificate else None
    )


def locked(idea_id: int) -> Idea | None:
    """The idea, locked against other workers but not against votes. None when it is gone."""
    rows = Idea.objects.select_for_update(no_key=True, of=("self",)).select_related("author")
    return rows.filter(pk=idea_id).first()


def keep_candidacy(idea: Idea, known: Mapping[str, Known], now: datetime) -> None:
    """The clock runs while the same text clears without a break; it neither starts nor runs while it is claimed."""
    clear, claimed = idea.is_published and not unclear(known), known["overlooked"].is_claimed
    kept = Candidacy.objects.filter(idea=idea)
    kept.exclude(revision=idea.revision if clear else 0).delete()
    if clear and claimed:
        kept.filter(claimed__isnull=True).update(claimed=now)
    elif clear:
        row, _ = Candidacy.objects.get_or_create(idea=idea, defaults={"revision": idea.revision, "since": now})
        if row.claimed:
            kept.update(since=row.since + (now - row.claimed), claimed=None)


def certify_ripe(now: datetime) -> int:
    """Certify the candidates whose time has come; returns how many became Moments."""
    ripe = Candidacy.objects.ripe(now).order_by("since").values_list("idea", flat=True)
    return sum(certify(idea_id, now) for idea_id in list(ripe))


@transaction.atomic
def certify(idea_id: int, now: datetime) -> bool:
    """Make a candidate of A_DAY a Moment; False if it is no such candidate, or was certified meanwhile."""
    idea = locked(idea_id)
    if idea is None:
        return False
    known = known_of(idea, idea.answers.all())
    keep_candidacy(idea, known, now)
    taken, _ = Candidacy.objects.ripe(now).filter(idea=idea).delete()
    if not taken or Certificate.objects.standing().filter(idea=idea).exists():
        return False
    certificate = Certificate.objects.create(
        idea=idea,
        revision=idea.revision,
        certified=now,
        score=score(evidence_of(known)) or 0.0,
        evidence=as_json(idea.answers.all()),
        best_run=Run.objects.best_of([idea]).get(idea.pk),
    )
    set_moment(idea.pk, now)
    MomentScore.objects.store(idea, known, is_moment=True, now=now)
    record_event(certificate, EventKind.CERTIFIED, now)
    return True


def keep_or_lose(certificate: Certificate, idea: Idea, known: Mapping[str, Known], now: datetime) -> bool:
    """Whether it is still a Moment."""
    why = why_lost_at_once(certificate, idea)
    if why:
        lose(certificate, why, now)
        return False
    note_doubts(certificate, known, now)
    return True


def note_doubts(certificate: Certificate, known: Mapping[str, Known], now: datetime) -> None:
    """Each of the two clocks runs while there is a reason for it, and is cleared without one."""
    clocks = {
        "doubted": (certificate.doubted or now) if failing(known) else None,
        "claimed": (certificate.claimed or now) if known["overlooked"].is_claimed else None,
    }
    Certificate.objects.filter(pk=certificate.pk).update(**clocks)


def unclear(known: Mapping[str, Known]) -> list[str]:
    """The questions that do not clear; without `overlooked` while only a claim keeps it from clearing."""
    return [
        question for question, each in known.items() if not each.evidence.clears and not is_only_claimed(question, each)
    ]


def failing(known: Mapping[str, Known]) -> list[str]:
    """The questions that do not keep it a Moment; as `unclear` about claims."""
    return [
        question for question, each in known.items() if not each.evidence.holds and not is_only_claimed(question, each)
    ]


def is_only_claimed(question: str, known: Known) -> bool:
    """An upheld claim has its effect after A_DAY, not at once."""
    return question == "overlooked" and known.is_claimed


def why_lost_at_once(certificate: Certificate, idea: Idea) -> str:
    """Human-readable reason why it cannot be a Moment any more; "" while it can."""
    if not idea.is_published:
        return "The idea is not published any more."
    if idea.revision != certificate.revision:
        return "Its text was changed, and what people said was about the earlier one."
    return ""


def end_doubted(now: datetime) -> int:
    """End the Moments that were in doubt for A_DAY; returns how many."""
    doubted = Certificate.objects.doubted_since(now - A_DAY).values_list("idea", flat=True)
    return sum(end_one_in_doubt(idea_id, now) for idea_id in list(doubted))


@transaction.atomic
def end_one_in_doubt(idea_id: int, now: datetime) -> bool:
    idea = locked(idea_id)
    certificate = Certificate.objects.standing().filter(idea=idea_id).first()
    if idea is None or certificate is None:
        return False
    known = known_of(idea, idea.answers.all())
    note_doubts(certificate, known, now)  # it may have recovered since its last assessment
    certificate = Certificate.objects.doubted_since(now - A_DAY).filter(pk=certificate.pk).first()
    if certificate is None:
        return False
    claimed_for_a_day = certificate.claimed and certificate.claimed <= now - A_DAY
    lose(certificate, CLAIMED if claimed_for_a_day else why_doubted(known), now)
    MomentScore.objects.store(idea, known, is_moment=False, now=now)
    return True


def why_doubted(known: Mapping[str, Known]) -> str:
    """Human-readable reason why it was in doubt until now."""
    below = [question for question in failing(known) if known[question].evidence.is_known]
    if not below:
        return UNKNOWN
    evidence = known[below[0]].evidence
    now = (
        f"at least {percent(evidence.lower or 0.0)}" if evidence.point is None else f"likely {percent(evidence.point)}"
    )
    return f"{below[0]}: now {now} %, below its floor of {percent(evidence.floor)} %. So it was for a day."


def lose(certificate: Certificate, why: str, now: datetime) -> None:
    """End the certificate. The caller holds the idea's lock."""
    if Certificate.objects.standing().filter(pk=certificate.pk).update(ended=now, why_ended=why):
        set_moment(certificate.idea_id, None)
        record_event(certificate, EventKind.LOST, now)


def record_event(certificate: Certificate, kind: EventKind, now: datetime) -> None:
    """With a notice for each address, which is sent after the commit."""
    event = MomentEvent.objects.create(certificate=certificate, kind=kind, happened=now)
    Notice.objects.bulk_create(
        [Notice(event=event, address=address) for address in addresses_for(certificate.idea)], batch_size=1_000
    )


def as_json(answers: Any) -> dict[str, Any]:
    """The present answers by question, for a JSON column."""
    return {answer.question: fields_of(answer) for answer in answers}


def fields_of(answer: Answer) -> dict[str, Any]:
    names = ("state", "lower", "point", "upper", "floor", "n", "headline", "basis", "revision")
    return {name: getattr(answer, name) for name in names} | {"as_of": answer.as_of.isoformat()}
