"""What invited panels say, counted from their glances. Nothing else reads these rows."""

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber

from evaluations.panel.groups import STEP, GroupVoice, in_whole_steps
from evaluations.panel.shares import MIN_SHOWN
from ideas.models import Idea
from marketplace.accounts.models import good_standing

from .glance import PAYS, Glance, GlanceQuerySet
from .invited_panel import InvitedPanel

SHOWN = 10  # panels beside an idea, the largest


def voices_about(idea: Idea) -> list[GroupVoice]:
    """What is shown beside the idea: the largest panels, and none so small that it could tell who said what."""
    return counted(Glance.everything.filter(idea=idea))[:SHOWN]


def voices_of(panel: InvitedPanel) -> list[GroupVoice]:
    """One for each idea that at least a step of people answered: its maker sees no more than everybody."""
    return counted(Glance.everything.filter(panel=panel))


def counted(glances: GlanceQuerySet) -> list[GroupVoice]:
    """The numbers for each panel and idea in one query, the largest first. Answers about earlier texts are left out,
    and so are hidden panels, and people and makers in bad standing."""
    heard = Q(person__isnull=True) | good_standing("person")
    shown = good_standing("panel__maker") & Q(panel__isnull=False, panel__hidden__isnull=True)
    said = glances.filter(heard, shown, revision=F("idea__revision"))
    stands = Q(set_aside="")
    each = [F("panel"), F("idea")]
    standing = said.filter(stands).annotate(
        place=Window(RowNumber(), partition_by=each, order_by="pk"), of_all=Window(Count("pk"), partition_by=each)
    )
    in_steps = standing.filter(place__lte=F("of_all") - F("of_all") % STEP).values("pk")
    sums = said.filter(Q(pk__in=in_steps) | ~stands).order_by().values("panel", "panel__name", "idea")
    rows = sums.annotate(
        n=Count("pk", filter=stands),
        right_ones=Count("pk", filter=stands & Q(right=True)),
        would=Count("pk", filter=stands & PAYS),
        none_known=Count("pk", filter=stands & Q(knows_product=False)),
        aside=Count("pk", filter=~stands),
    )
    return [
        GroupVoice(
            panel=row["panel"],
            name=row["panel__name"],
            idea=row["idea"],
            right=row["right_ones"],
            aside=in_whole_steps(row["aside"]),
            **{name: row[name] for name in ("n", "would", "none_known")},
        )
        for row in rows.filter(n__gte=MIN_SHOWN).order_by("-n", "panel", "idea")
    ]
