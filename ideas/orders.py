"""What a list of ideas is, and the three that order ideas by a column of their own. Pure.

Pages, tabs, feeds, indexes and the API take what they need of a list from its declaration. Lists by Moment score
are declared in `evaluations.moments.lists`; `marketplace.lists` has them all.
"""

from dataclasses import dataclass

WINDOWS = ("day", "week", "month", "year")


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaList:
    """One list. Nothing has a default: a list says of each whether it has it.

    `name`: in the address of its feed, and as `sort` of the API. `page`: the name of the route of its page. `column`:
    what orders it, highest first. `windows`: calendar windows that it can be narrowed to. `heading`: on its page and
    in the tabs; `note`: beside the heading, or blank. `feed`: the title of its feed; blank if it has none. `sort`:
    its order in words, for the API; blank if the API does not offer it.
    """

    name: str
    page: str
    column: str
    windows: tuple[str, ...]
    heading: str
    note: str
    feed: str
    sort: str


HOT = IdeaList(
    name="hot",
    page="home",
    column="hot",
    windows=(),
    heading="Hot",
    note="",
    feed="hot ideas",
    sort="votes, evidence and date",
)
NEW = IdeaList(
    name="new",
    page="new",
    column="published",
    windows=(),
    heading="New",
    note="the latest first",
    feed="new ideas",
    sort="date",
)
TOP = IdeaList(
    name="top",
    page="top",
    column="ranked_votes",
    windows=WINDOWS,
    heading="Top",
    note="by votes",
    feed="top ideas",
    sort="votes",
)
ORDERS = {each.name: each for each in (HOT, NEW, TOP)}
