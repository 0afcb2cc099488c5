"""What looks odd, for moderators to look at: each finding with its evidence in numbers. Nothing here decides anything.

Whoever is flagged, suspended or closed, and what is hidden, has been dealt with and is left out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Exists, F, OuterRef, Sum
from django.utils import timezone

from ideas.models import Print, Vote
from ideas.prints import NEAR, similarity
from marketplace.accounts.models import Footprint, User, good_standing

RECENT = timedelta(days=7)
YOUNG = timedelta(days=30)
A_DAY = timedelta(days=1)
FEW = 20  # findings of each kind
CROWD = 3  # new accounts in one network from which they are a burst
MAX_PAIRS = 1_000  # of young accounts that voted for each other
MAX_HIDDEN = 200  # texts that were hidden last


@dataclass(frozen=True, slots=True)
class LinkPoster:
    """A new account with links; `posts` with links in RECENT, and the `links` in them."""

    person: User
    posts: int
    links: int


@dataclass(frozen=True, slots=True)
class Burst:
    """New accounts that wrote from one network within a day, and what they posted in that day."""

    network: str
    people: list[User]
    posts: int


@dataclass(frozen=True, slots=True)
class Lookalike:
    """A post that says nearly the same as one that is hidden; `share` of the text, from 0 to 1, as estimated."""

    print: Print
    hidden: Print
    share: float


@dataclass(frozen=True, slots=True)
class Ring:
    """Young accounts that voted for each other's ideas: how many of their votes stayed `within`, of `votes`."""

    people: list[User]
    within: int
    votes: int


def link_posters() -> list[LinkPoster]:
    """New accounts by how many posts with links they have that nobody hid."""
    since = timezone.now() - RECENT
    shown = Print.objects.not_hidden().filter(created__gte=since, links__len__gt=0)
    counts = shown.filter(good_standing("author"), author__in=User.objects.new()).values("author")
    found = list(counts.annotate(posts=Count("pk"), n=Sum("links__len")).order_by("-n", "-author")[:FEW])
    people = User.objects.in_bulk([row["author"] for row in found])
    return [LinkPoster(people[row["author"]], row["posts"], row["n"]) for row in found]


def bursts() -> list[Burst]:
    """Networks from which CROWD or more new accounts wrote within a day, the most first."""
    new = User.objects.new().filter(good_standing())
    steps = Footprint.objects.since(A_DAY).filter(person__in=new)
    networks = list(
        steps.values("network").annotate(n=Count("person")).filter(n__gte=CROWD).order_by("-n", "network")[:FEW]
    )
    members: dict[str, list[User]] = {row["network"]: [] for row in networks}
    for step in steps.filter(network__in=members).select_related("person").order_by("person"):
        members[step.network].append(step.person)
    posted = dict(
        Print.objects.of_today()
        .filter(author__in={person.pk for people in members.values() for person in people})
        .values_list("author")
        .annotate(n=Count("pk"))
    )
    return [
        Burst(network, people, sum(posted.get(person.pk, 0) for person in people))
        for network, people in members.items()
    ]


def lookalikes() -> list[Lookalike]:
    """Posts that are shown and say nearly the same as what was hidden last, the most similar first."""
    hidden = list(Print.objects.of_hidden().exclude(exact="").order_by("-created")[:MAX_HIDDEN])
    if not hidden:
        return []
    hashes = {each for text in hidden for each in text.sketch}
    shown = Print.objects.not_hidden().shown().filter(sketch__overlap=list(hashes)).with_posts()
    found = []
    for each in shown.order_by("-created")[: 10 * FEW]:
        like = max(hidden, key=lambda text: similarity(each.sketch, text.sketch))
        found.append(Lookalike(each, like, similarity(each.sketch, like.sketch)))
    alike = [each for each in found if each.share >= NEAR or each.print.exact == each.hidden.exact]
    return sorted(alike, key=lambda each: -each.share)[:FEW]


def rings() -> list[Ring]:
    """Young accounts that voted for each other's ideas, the most votes within first."""
    young = User.objects.filter(good_standing(), date_joined__gte=timezone.now() - YOUNG)
    back = Vote.objects.filter(person=OuterRef("idea__author"), idea__author=OuterRef("person"))
    votes = Vote.objects.filter(person__in=young, idea__author__in=young).exclude(person=F("idea__author"))
    mutual = votes.filter(Exists(back)).values_list("person", "idea__author").annotate(n=Count("pk"))
    pairs = {(voter, author): n for voter, author, n in mutual.order_by("-n", "person", "idea__author")[:MAX_PAIRS]}
    groups = joined(pairs)
    cast = dict(Vote.objects.filter(person__in=set().union(*groups)).values_list("person").annotate(n=Count("pk")))
    people = User.objects.in_bulk(cast)
    found = [
        Ring(
            [people[pk] for pk in sorted(group)],
            sum(n for (voter, _), n in pairs.items() if voter in group),
            sum(cast[pk] for pk in group),
        )
        for group in groups
    ]
    return sorted(found, key=lambda ring: -ring.within)[:FEW]


def joined(pairs: Iterable[tuple[int, int]]) -> list[set[int]]:
    """The groups that the pairs connect, each member in one group."""
    group_of: dict[int, set[int]] = {}
    for one, other in pairs:
        merged = group_of.get(one, {one}) | group_of.get(other, {other})
        group_of.update(dict.fromkeys(merged, merged))
    return list({id(group): group for group in group_of.values()}.values())
