"""How scouts get their credit, once for each certification.

`credit_scouts` finds certificates without credit. `pay` takes one by a conditional update and writes all its shares in
the same transaction: a worker that is killed half-way leaves nothing written and the certificate not taken. Backing
counts up to A_DAY before the certification: from then on the idea's page shows everybody what is to come. It counts
only where other people's later glances are enough by themselves, so nobody's own glance can earn them anything.
Then the records of these people are recounted from the rows. `recount_scouts` does this for all scouts every hour,
because an idea that they backed long ago and that became no Moment counts as well.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from evaluations.moments.backings import ScoutRecord, backings_of, records_of
from evaluations.moments.credit import credit, first_times, hit_rate, shares
from evaluations.moments.models import Certificate, Credit, Scout
from evaluations.moments.score import A_DAY
from evaluations.panel.independent_evidence import WeighedGlance, clears_without
from evaluations.panel.models import Glance, Waiting, inside_of

AT_ONCE = 1_000  # scouts in one batch
VALUES = ("shares", "hits", "backed", "hit_rate", "credit")


def credit_scouts(now: datetime) -> int:
    """Give all credit that is due; returns the number of certifications."""
    return sum(pay(certificate_id, now) for certificate_id in Certificate.objects.unpaid())


@transaction.atomic
def pay(certificate_id: int, now: datetime) -> bool:
    """Share out one certification; False if another worker did."""
    if not Certificate.objects.filter(pk=certificate_id, credited__isnull=True).update(credited=now):
        return False
    certificate = Certificate.objects.select_related("idea").get(pk=certificate_id)
    backings = backings_of(certificate.idea, since=Certificate.objects.end_before(certificate))
    first = first_times(backings)
    glances = glances_about(certificate)
    audience = inside_of(certificate.idea)
    confirmed = {person for person, when in first.items() if clears_without(person, when, glances, audience)}
    found = shares((each for each in backings if each.person in confirmed), certificate.certified - A_DAY)
    Credit.objects.bulk_create(
        [
            Credit(certificate=certificate, person_id=person, share=share, backed=first[person])
            for person, share in found.items()
        ]
    )
    recount(found, now)
    return True


def glances_about(certificate: Certificate) -> list[WeighedGlance]:
    """Those of people, at the text that was certified."""
    waiting = Waiting.objects.for_idea(certificate.idea).confirmed().values("person")
    return Glance.objects.of_people_about(certificate.idea_id, certificate.revision, waiting)


def recount_scouts(now: datetime) -> int:
    """Recount every scout's record; returns how many changed."""
    people = list(Scout.objects.order_by("pk").values_list("pk", flat=True))
    return sum(recount(people[start : start + AT_ONCE], now) for start in range(0, len(people), AT_ONCE))


def recount(people: Collection[int], now: datetime) -> int:
    """Recount the records of these people from the rows; returns how many are new or changed."""
    known = {row.pop("person"): row for row in Scout.objects.filter(pk__in=people).values("person", *VALUES)}
    found = {person: values_of(record) for person, record in records_of(people, now).items()}
    changed = [
        Scout(person_id=person, as_of=now, **values) for person, values in found.items() if known.get(person) != values
    ]
    Scout.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["person"], update_fields=[*VALUES, "as_of"]
    )
    return len(changed)


def values_of(record: ScoutRecord) -> dict[str, float]:
    values = (record.shares, record.hits, record.backed)
    rates = (hit_rate(record.hits, record.backed), credit(*values))
    return dict(zip(VALUES, (*values, *rates), strict=True))
