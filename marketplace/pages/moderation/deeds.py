"""What a moderator can do to each kind of thing: the verb behind each button of the pages, in one table."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from evaluations.panel import actions as panel
from evaluations.panel.models import Claim, InvitedPanel, Stance
from ideas import actions
from ideas.models import Because, Comment, Idea, IdeaVersion
from marketplace.accounts.models import User

from .forms import ActForm, SuspendForm


@dataclass(frozen=True, slots=True)
class Deed:
    """`act` writes the row and returns False where there was nothing to do. `effect`: what it does, for the form."""

    button: str
    effect: str
    done: str
    act: Callable[[User, Any, Because], bool]
    form: type[ActForm] = ActForm


HIDDEN = "It is hidden. The log shows the act."
SEEN = "Everybody sees it from now on."
APPROVED = "It is approved. The log shows the act."
SHOWN = "It is shown again. The log shows the act."
NOBODY = "Only its author and moderators see it from now on. Nothing is deleted, and it can be shown again."
CLOSED = "Its open reports are closed."
KEPT = "It is kept, and its reports are closed."
SAID = "It no longer shows and no longer counts. It can be shown again."
ASKS_NOBODY = "Its link asks nobody any more, and what it said is shown nowhere. It can be shown again."
DEEDS: dict[tuple[str, str], Deed] = {
    ("idea", "hide"): Deed("Hide this idea", NOBODY, HIDDEN, actions.hide),
    ("idea", "approve"): Deed("Approve this idea", SEEN, APPROVED, actions.approve),
    ("comment", "approve"): Deed("Approve this comment", SEEN, APPROVED, actions.approve),
    ("claim", "approve"): Deed("Approve this claim", SEEN, APPROVED, panel.approve_claim),
    ("idea", "show"): Deed("Show this idea again", "It returns to its place in the lists.", SHOWN, actions.show),
    ("version", "erase"): Deed(
        "Remove the words of this version",
        "They are deleted for ever. The page of versions says that a moderator removed them, and when.",
        "The words are removed. The log shows the act.",
        actions.erase_version_of_another,
    ),
    ("comment", "hide"): Deed("Hide this comment", "Its place in the thread stays.", HIDDEN, actions.hide),
    ("comment", "show"): Deed("Show this comment again", "It returns to its place.", SHOWN, actions.show),
    ("claim", "hide"): Deed("Hide this claim", SAID, HIDDEN, panel.hide_claim),
    ("claim", "show"): Deed("Show this claim again", "It counts again.", SHOWN, panel.show_claim),
    ("stance", "hide"): Deed("Hide what they said", SAID, HIDDEN, panel.hide_stance),
    ("stance", "show"): Deed("Show what they said again", "It counts again.", SHOWN, panel.show_stance),
    ("panel", "hide"): Deed("Hide this panel", ASKS_NOBODY, HIDDEN, panel.hide_panel),
    ("panel", "show"): Deed("Show this panel again", "What it says is shown again.", SHOWN, panel.show_panel),
    ("idea", "keep"): Deed("Keep this idea", CLOSED, KEPT, actions.keep),
    ("comment", "keep"): Deed("Keep this comment", CLOSED, KEPT, actions.keep),
    ("claim", "keep"): Deed("Keep this claim", CLOSED, KEPT, panel.keep_claim),
    ("idea", "lock"): Deed(
        "Lock the comments",
        "Nobody can comment any more. What was said stays.",
        "The comments are locked.",
        actions.lock,
    ),
    ("idea", "unlock"): Deed("Unlock the comments", "Everybody can comment.", "The comments are open.", actions.unlock),
    ("person", "suspend"): Deed(
        "Suspend or ban",
        "All their sessions and API tokens end. They can sign in to read, to appeal, and to leave. Nothing of theirs"
        " counts: votes, glances, stances, claims, places on waitlists. What they wrote stays; hide it separately.",
        "They are suspended.",
        panel.suspend,
        SuspendForm,
    ),
    ("person", "lift"): Deed(
        "End the suspension",
        "They can write again, and all that is theirs counts as before.",
        "The suspension is lifted.",
        panel.lift,
    ),
    ("person", "flag"): Deed(
        "Stop counting their votes",
        "Their votes still show, and rank nothing. What they say to claims and in glances does not count.",
        "Their votes no longer count for the ranking.",
        actions.flag,
    ),
    ("person", "unflag"): Deed(
        "Count their votes again",
        "All their votes rank again.",
        "Their votes count for the ranking again.",
        actions.unflag,
    ),
}


def things() -> dict[str, QuerySet[Any]]:
    """All things of each kind that a moderator may act on, with their people and ideas."""
    return {
        "idea": Idea.objects.posted().select_related("author"),
        "comment": Comment.objects.select_related("author", "idea"),
        "claim": Claim.objects.select_related("person", "idea"),
        "stance": Stance.objects.select_related("person", "claim__idea"),
        "panel": InvitedPanel.objects.select_related("maker"),
        "person": User.objects.all(),
        "version": IdeaVersion.objects.with_words(),
    }


def person_of(thing: Any) -> User:
    """Whose it is."""
    if isinstance(thing, User):
        return thing
    if isinstance(thing, IdeaVersion):
        return thing.idea.author
    if isinstance(thing, InvitedPanel):
        return thing.maker
    person: User = thing.author if isinstance(thing, Idea | Comment) else thing.person
    return person


def words_of(thing: Any) -> str:
    """What the thing says, for the moderator to read before acting."""
    match thing:
        case Idea() | IdeaVersion():
            return f"{thing.title}. {thing.pitch}"
        case Comment():
            return thing.text
        case Claim():
            return f"{thing.product} by {thing.company}, {thing.link}. {thing.lacks}"
        case Stance():
            return thing.reason
        case InvitedPanel():
            return f"{thing.name}. {thing.whom}"
    return ""


def address_of(thing: Any) -> str:
    """Where the thing is, for the way back."""
    if isinstance(thing, IdeaVersion):
        return reverse("versions", args=[thing.idea.slug])
    address: str = (thing.claim if isinstance(thing, Stance) else thing).get_absolute_url()
    return address
