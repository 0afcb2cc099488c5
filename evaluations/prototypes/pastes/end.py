"""The end of a paste: its words, its answers and what the cache keeps of them go in one transaction."""

from django.db import transaction

from evaluations.prototypes.models import CachedAnswer, Paste


@transaction.atomic
def delete(paste: Paste) -> None:
    """At once. The row itself stays for a day, without a word, since it counts towards what its visitor may try."""
    # Locked, so that a worker that is storing an answer has stored it before, or finds nothing to store it to.
    if not Paste.objects.select_for_update().filter(pk=paste.pk, rows__isnull=False).exists():
        return
    CachedAnswer.objects.filter(paste=paste).delete()
    paste.runs.all().delete()
    Paste.objects.filter(pk=paste.pk).update(rows=None, input_name="", expected_name="")


def end_pastes() -> int:
    """Delete those whose hour is over, and rows that count towards nothing any more; how many ended."""
    ended = list(Paste.objects.ended())
    for paste in ended:
        delete(paste)
    Paste.objects.uncounted().delete()
    return len(ended)
