"""What invited panels say, counted from their glances. Nothing else reads these rows."""

from django.db.models import Count, F, Q

from evaluations.panel.groups import GroupVoice
from ideas.models import Idea
from marketplace.accounts.models import good_standing

from .glance import PAYS, Glance, GlanceQuerySet
from .invited_panel import InvitedPanel

SHOWN = 10  # panels beside an idea, the largest


def voices_about(idea: Idea) -> list[GroupVoice]:
    """What is shown beside the idea: the largest panels, and none so small that it could tell who said what."""
    voices = counted(Glance.everything.filter(idea=idea))
    return [voice for voice in voices if voice.is_shown][:SHOWN]


def voices_of(panel: InvitedPanel) -> list[GroupVoice]:
    """One for each idea that somebody answered, also the small ones."""
    return counted(Glance.everything.filter(panel=panel))


def counted(glances: GlanceQuerySet) -> list[GroupVoice]:
    """The numbers for each panel and idea in one query, the largest first. Answers about earlier texts are left out,
    and so are hidden panels, and people and makers in bad standing."""
    heard = Q(person__isnull=True) | good_standing("person")
    shown = good_standing("panel__maker") & Q(panel__isnull=False, panel__hidden__isnull=True)
    said = glances.filter(heard, shown, revision=F("idea__revision"))
    stands = Q(set_aside="")
    sums = said.order_by().values("panel", "panel__name", "idea")
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
            **{name: row[name] for name in ("n", "would", "none_known", "aside")},
        )
        for row in rows.order_by("-n", "panel", "idea")
    ]
