"""How an idea becomes a Moment, and how it stops being one.

1. Whatever changes an idea's evidence leaves a mark (`ideas.actions`). `assess` takes the mark, reads the five answers
   and stores the score and what is missing, by which lists are read.
2. An idea whose five answers all clear their floors becomes a candidate. As soon as one does not, it is none any more,
   and its clock begins anew. An edited text makes what people said count no longer, so it restarts the clock as well.
   While a claim is upheld that a frontier lab has it, the clock stands still: a claim of an hour costs an hour.
3. `certify` makes a candidate of A_DAY a Moment: a certificate with the evidence of that time, an event, a notice for
   each who is to be told. All of it is one transaction under the idea's lock, and the candidacy is taken away by it; so
   a worker that is killed leaves either everything or nothing, and two workers certify once.
4. A Moment is lost at once when an answer falls below its floor, when the idea's text changes or it is withdrawn. While
   an answer is only being measured again it is in doubt, and is lost after A_DAY of that. So it is while a claim is
   upheld that a frontier lab has it: three who were dealt it can do that, and others are to have the time to challenge.

The time is always given, so that tests travel through it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from evaluations.moments.evidence import evidence_of, known_of
from evaluations.moments.lacks import Known
from evaluations.moments.models import Candidacy, Certificate, EventKind, MomentEvent, MomentScore, Notice
from evaluations.moments.score import A_DAY, score
from evaluations.panel.actions.recounts import follow_machines
from evaluations.prototypes.models import Run
from ideas.actions import set_moment
from ideas.figures import percent
from ideas.models import Answer, EvidenceMark, Idea

from .notices import addresses_to_tell
from .scores import store_score

AT_ONCE = 200  # ideas in one call; the clock calls again
UNKNOWN = "Not all five answers were known for a day."
CLAIMED = "overlooked: for a day it was upheld that a frontier lab has it."


def assess_marked(now: datetime) -> int:
    """Assess the ideas whose evidence changed; how many there were."""
    behind = EvidenceMark.objects.marked(AT_ONCE)
    for idea_id in behind:
        assess(idea_id, now)
    return len(behind)


def assess_missed(now: datetime) -> int:
    """Assess what no mark told of: ideas from before there were scores. How many there were."""
    behind = MomentScore.objects.behind(AT_ONCE)
    for idea_id in behind:
        assess(idea_id, now)
    return len(behind)


@transaction.atomic
def assess(idea_id: int, now: datetime) -> None:
    """Store what the idea's evidence comes to, and begin or end what follows from it. As often as one likes."""
    idea = held(idea_id)
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
    store_score(idea, known, is_moment=stands, now=now, last_score=certificate.score if certificate else None)


def held(idea_id: int) -> Idea | None:
    """The idea, locked against other workers; votes do not wait for it. None when it is gone."""
    rows = Idea.objects.select_for_update(no_key=True, of=("self",)).select_related("author")
    return rows.defer("vector", "search").filter(pk=idea_id).first()


def keep_candidacy(idea: Idea, known: Mapping[str, Known], now: datetime) -> None:
    """The clock runs on while the same text clears without a break; it neither begins nor runs while it is claimed."""
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
    """Certify the candidates whose day is over; how many became Moments."""
    ripe = Candidacy.objects.ripe(now - A_DAY).order_by("since").values_list("idea", flat=True)
    return sum(certify(idea_id, now) for idea_id in list(ripe))


@transaction.atomic
def certify(idea_id: int, now: datetime) -> bool:
    """Make a candidate of A_DAY a Moment; False if it is none, or was certified meanwhile."""
    idea = held(idea_id)
    if idea is None:
        return False
    known = known_of(idea, idea.answers.all())
    keep_candidacy(idea, known, now)
    taken, _ = Candidacy.objects.ripe(now - A_DAY).filter(idea=idea).delete()
    if not taken or Certificate.objects.standing().filter(idea=idea).exists():
        return False
    certificate = Certificate.objects.create(
        idea=idea,
        revision=idea.revision,
        certified=now,
        score=score(evidence_of(known)) or 0.0,
        evidence=written_down(idea.answers.all()),
        best_run=Run.objects.best_of([idea]).get(idea.pk),
    )
    set_moment(idea.pk, now)
    store_score(idea, known, is_moment=True, now=now)
    record_event(certificate, EventKind.CERTIFIED, now)
    return True


def keep_or_lose(certificate: Certificate, idea: Idea, known: Mapping[str, Known], now: datetime) -> bool:
    """Whether it is still a Moment."""
    why = why_lost(certificate, idea, known)
    if why:
        lose(certificate, why, now)
        return False
    note_doubts(certificate, known, now)
    return True


def note_doubts(certificate: Certificate, known: Mapping[str, Known], now: datetime) -> None:
    """Each of the two clocks runs on while there is a reason for it, and is taken away without one."""
    clocks = {
        "doubted": (certificate.doubted or now) if unclear(known) else None,
        "claimed": (certificate.claimed or now) if known["overlooked"].is_claimed else None,
    }
    Certificate.objects.filter(pk=certificate.pk).update(**clocks)


def unclear(known: Mapping[str, Known]) -> list[str]:
    """The questions that do not clear; without `overlooked` while it is only a claim that keeps it from that."""
    return [question for question, each in known.items() if not each.evidence.clears and not put_off(question, each)]


def put_off(question: str, known: Known) -> bool:
    """What an upheld claim does is not decided at once."""
    return question == "overlooked" and known.is_claimed


def why_lost(certificate: Certificate, idea: Idea, known: Mapping[str, Known]) -> str:
    """Why it is no Moment any more, in a sentence; "" while nothing says so."""
    if not idea.is_published:
        return "The idea is not published any more."
    if idea.revision != certificate.revision:
        return "Its text was changed, and what people said was about the earlier one."
    for question, each in known.items():
        evidence = each.evidence
        if evidence.is_known and not evidence.clears and not put_off(question, each):
            now, floor = percent(evidence.lower or 0.0), percent(evidence.floor)
            return f"{question}: now at least {now} %, below its floor of {floor} %."
    return ""


def end_doubted(now: datetime) -> int:
    """End those that were in doubt for A_DAY; how many."""
    doubted = Certificate.objects.doubted_since(now - A_DAY).values_list("idea", flat=True)
    return sum(end_one_in_doubt(idea_id, now) for idea_id in list(doubted))


@transaction.atomic
def end_one_in_doubt(idea_id: int, now: datetime) -> bool:
    idea = held(idea_id)
    certificate = Certificate.objects.standing().filter(idea=idea_id).first()
    if idea is None or certificate is None:
        return False
    known = known_of(idea, idea.answers.all())
    note_doubts(certificate, known, now)  # it may have recovered, and nobody has looked since
    certificate = Certificate.objects.doubted_since(now - A_DAY).filter(pk=certificate.pk).first()
    if certificate is None:
        return False
    claimed_for_a_day = certificate.claimed and certificate.claimed <= now - A_DAY
    lose(certificate, CLAIMED if claimed_for_a_day else UNKNOWN, now)
    store_score(idea, known, is_moment=False, now=now)
    return True


def lose(certificate: Certificate, why: str, now: datetime) -> None:
    """Call it under the idea's lock."""
    if Certificate.objects.standing().filter(pk=certificate.pk).update(ended=now, why_ended=why):
        set_moment(certificate.idea_id, None)
        record_event(certificate, EventKind.LOST, now)


def record_event(certificate: Certificate, kind: EventKind, now: datetime) -> None:
    """With a notice for each who is to be told, which is sent once this is committed."""
    event = MomentEvent.objects.create(certificate=certificate, kind=kind, happened=now)
    Notice.objects.bulk_create(
        [Notice(event=event, address=address) for address in addresses_to_tell(certificate.idea)], batch_size=1_000
    )


def written_down(answers: Any) -> dict[str, Any]:
    """The answers as they are now, by question, as JSON."""
    return {answer.question: facts_of(answer) for answer in answers}


def facts_of(answer: Answer) -> dict[str, Any]:
    names = ("state", "lower", "point", "upper", "floor", "n", "headline", "basis", "revision")
    return {name: getattr(answer, name) for name in names} | {"as_of": answer.as_of.isoformat()}
