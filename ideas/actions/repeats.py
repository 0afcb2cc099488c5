"""What keeps an author from a fresh date for an earlier idea, and from other people's votes for a new one.

A newer idea starts higher in the lists, so it would pay to post the same again and again. Three rules prevent it:

1. A date is given once. What is withdrawn and published again has its first date, its votes and its results.
2. What an author publishes must not be nearly what another idea of theirs says or ever said, be that idea published,
   withdrawn, waiting or hidden. The author is led to that one instead. It holds for edits as well: else one would
   publish something else and write the old idea over it.
3. An idea that others voted for stays that idea: of the title and the pitch that the first of them saw, a part must
   be left. Else one would write another idea under their votes.

"Nearly" is the likeness of title and pitch (`ideas.likeness`), which is what people see in a list. Whoever says it all
in other words passes, as does whoever has two accounts. Words that were erased are not known, so they refuse nothing.
"""

from collections.abc import Iterable

from ideas.likeness import KEPT, NEAR, likeness, trigrams
from ideas.models import Idea, IdeaState, IdeaVersion
from marketplace.accounts.models import User

POSTED = "You have posted nearly this already"
WITHDRAWN = "You posted nearly this before and withdrew it"
HIDDEN = "You posted nearly this before, and moderators hid it"
KEEPS = "It keeps its date, its votes and its results."
WHAT_NOW = {
    IdeaState.PUBLISHED: (POSTED, f"Edit that one instead. {KEEPS}"),
    IdeaState.UNPUBLISHED: (WITHDRAWN, f"Publish that one again instead. {KEEPS}"),
    IdeaState.HELD: (POSTED, "Edit that one instead. It waits for a moderator."),
    IdeaState.HIDDEN: (HIDDEN, "Edit that one, and ask the moderators to look at it again."),
}
ANOTHER = (
    "People voted for what this idea said, and this is another idea. Post it as a new one, or keep more of the title"
    " and the pitch that they voted for."
)


class PostedBefore(Exception):
    """Another idea of the author said nearly this: `earlier`. The message is `what`, its title and `advice`."""

    def __init__(self, earlier: Idea) -> None:
        state = IdeaState.HIDDEN if earlier.held_back() else IdeaState(earlier.state)
        self.earlier = earlier
        self.what, self.advice = WHAT_NOW[state]
        super().__init__(f"{self.what}: “{earlier.title}”. {self.advice}")


class AnotherIdea(Exception):
    """The edit leaves too little of what others voted for; the message says what to do."""


def refuse_rewriting(idea: Idea, title: str, pitch: str) -> None:
    """Call it before the idea is given another title or pitch by its author. Raises AnotherIdea, PostedBefore."""
    if (title, pitch) == (idea.title, idea.pitch):
        return
    if not is_what_they_voted_for(idea, title, pitch):
        raise AnotherIdea(ANOTHER)
    refuse_repeat(idea, title, pitch)


def is_what_they_voted_for(idea: Idea, title: str, pitch: str) -> bool:
    """Whether enough is left of what the first voter saw. The author's own vote is none."""
    first = idea.vote_rows.counted().exclude(person=idea.author_id).order_by("created").first()
    if first is None:
        return True
    seen = idea.versions.filter(replaced__gt=first.created, erased=None).order_by("number").first() or idea
    return likeness(trigrams(seen.title, seen.pitch), trigrams(title, pitch)) >= KEPT


def refuse_repeat(idea: Idea, title: str, pitch: str) -> None:
    """Call it in the transaction that shows the idea with these words. It locks the account: of two ideas that are
    published at once, the second sees the first. Raises PostedBefore."""
    User.objects.select_for_update(no_key=True).get(pk=idea.author_id)
    if earlier := posted_before(idea, title, pitch):
        raise PostedBefore(earlier)


def posted_before(idea: Idea, title: str, pitch: str) -> Idea | None:
    """The author's other idea that said nearly this; the most alike, if there are several."""
    mine = trigrams(title, pitch)
    said = ((likeness(mine, trigrams(*words)), pk) for pk, *words in said_in_others(idea))
    alike, earlier = max(said, default=(0.0, 0))
    return Idea.objects.get(pk=earlier) if alike >= NEAR else None


def said_in_others(idea: Idea) -> Iterable[tuple[int, str, str]]:
    """Key, title and pitch of all that the author's other ideas say or said."""
    others = Idea.objects.by(idea.author).posted().exclude(pk=idea.pk)
    versions = IdeaVersion.objects.filter(idea__in=others, erased=None)
    now, once = others.values_list("pk", "title", "pitch"), versions.values_list("idea", "title", "pitch")
    return now.union(once)
