"""A player says what they know, or changes it."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from evaluations.panel.models import KnownFields
from evaluations.panel.models.known_fields import MAX_FIELDS
from ideas.models import WorkField
from marketplace.accounts.models import User

from .glances import Refused


@transaction.atomic
def say_fields(person: User, fields: Sequence[str]) -> KnownFields:
    """Keep what the person says; nothing is an answer, too. Raises Refused for more than MAX_FIELDS and for what is not
    in the list."""
    chosen = [field for field in WorkField.values if field in fields]
    if len(chosen) > MAX_FIELDS or len(chosen) < len(set(fields)):
        raise Refused(f"Choose at most {MAX_FIELDS} of the list.")
    row, is_first = KnownFields.objects.select_for_update().get_or_create(person=person)
    if is_first or row.fields != chosen:
        row.say(chosen, timezone.now(), is_first=is_first)
        row.save()
    return row
