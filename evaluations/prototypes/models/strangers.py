"""The strangers' set of an idea: examples that its author did not choose.

    waiting -> agreed    two judges answered as the giver did
            -> unclear   two judges did not
    any     -> removed   a moderator took it out

Nobody is shown its rows, and no recipe is fitted on them. Only numbers are shown: how many of the offered rows a run
gets right, which decides, and how many of those that people brought of their own accord.
"""

from collections.abc import Collection

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import MD5

from ideas.models import Idea
from marketplace.accounts.models import User, good_standing

from .examples import ExampleRevision
from .run import Run

MAX_REASON = 500  # characters of a challenge
MAX_ATTEMPTS = 3  # at one row, after which a run has no answer to it


class StrangersState(models.TextChoices):
    WAITING = "waiting", "waiting for judges"
    AGREED = "agreed", "agreed"
    UNCLEAR = "unclear", "hard or unclear"
    REMOVED = "removed", "taken out by a moderator"


class StrangersExampleQuerySet(models.QuerySet["StrangersExample"]):
    def of_idea(self, idea: Idea) -> "StrangersExampleQuerySet":
        return self.filter(idea=idea)

    def by(self, person: User) -> "StrangersExampleQuerySet":
        return self.filter(giver=person)

    def not_removed(self) -> "StrangersExampleQuerySet":
        return self.exclude(state=StrangersState.REMOVED)

    def waiting(self) -> "StrangersExampleQuerySet":
        return self.heard().filter(state=StrangersState.WAITING)

    def agreed(self) -> "StrangersExampleQuerySet":
        return self.filter(state=StrangersState.AGREED)

    def heard(self) -> "StrangersExampleQuerySet":
        """Of givers whose account counts now."""
        return self.filter(good_standing("giver"), giver__confirmed__isnull=False)

    def offered(self) -> "StrangersExampleQuerySet":
        return self.filter(is_offered=True)

    def brought(self) -> "StrangersExampleQuerySet":
        return self.filter(is_offered=False)

    def out_of_place(self) -> "models.QuerySet[StrangersExample, int]":
        """The ideas with a row in the set whose giver does not count, or one out of it whose giver does."""
        heard = self.heard().values("pk")
        lost, back = Q(is_in_set=True) & ~Q(pk__in=heard), Q(is_in_set=False, state=StrangersState.AGREED, pk__in=heard)
        return self.filter(lost | back).order_by("idea").values_list("idea", flat=True).distinct()

    def fingerprint(self) -> tuple[object, ...]:
        found = self.aggregate(n=models.Count("pk"), last=models.Max("pk"), decided=models.Max("decided"))
        return tuple(found.values())

    def in_set(self) -> "StrangersExampleQuerySet":
        return self.filter(is_in_set=True)

    def for_judge(self, person: User) -> "StrangersExampleQuerySet":
        """Waiting rows of published ideas, none of which the person judged, posted or gave a row to.

        Rows that were given for another task than that of the author's examples now rest."""
        latest = ExampleRevision.objects.filter(idea=OuterRef("idea")).order_by("-number").values("task")[:1]
        judged = StrangersVerdict.objects.filter(example=OuterRef("pk"), judge=person)
        open_rows = self.waiting().filter(~Exists(judged), idea__published__isnull=False, task=Subquery(latest))
        gave = StrangersExample.objects.filter(giver=person, idea=OuterRef("idea"))
        return open_rows.filter(~Exists(gave)).exclude(idea__author=person)

    def unanswered_by(self, run: Run, scored_by: int) -> "StrangersExampleQuerySet":
        """Of its idea's set, those without an answer of the run that these scorers scored."""
        done = StrangersTrial.objects.settled(scored_by).filter(run=run, example=OuterRef("pk"))
        rows = self.in_set().filter(~Exists(done), idea=run.revision.idea_id, task=run.revision.task)
        return rows.order_by("-is_offered", "pk")  # those that decide first

    def counts(self, idea: Idea) -> dict[str, int]:
        return self.filter(idea=idea).aggregate(
            in_set=models.Count("pk", filter=Q(is_in_set=True, is_offered=True)),
            brought=models.Count("pk", filter=Q(is_in_set=True, is_offered=False)),
            waiting=models.Count("pk", filter=Q(state=StrangersState.WAITING)),
            unclear=models.Count("pk", filter=Q(state=StrangersState.UNCLEAR)),
        )


class StrangersExample(models.Model):
    idea = models.ForeignKey(Idea, models.CASCADE, related_name="strangers_examples")
    giver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    task = models.CharField(max_length=10, help_text="What the author's examples asked for when it was given.")
    input = models.TextField()
    expected = models.TextField()
    created = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=StrangersState, default=StrangersState.WAITING)
    decided = models.DateTimeField(null=True, blank=True)
    is_in_set = models.BooleanField(default=False, help_text="Agreed, and within its giver's quarter of the set.")
    is_offered = models.BooleanField(
        default=False, help_text="The lot offered the idea to its giver. Otherwise it was brought, and decides nothing."
    )

    objects = StrangersExampleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("idea", MD5("input"), name="strangers_input_once"),
            models.UniqueConstraint("idea", "giver", name="strangers_offered_once", condition=Q(is_offered=True)),
            models.CheckConstraint(
                name="strangers_decided_says_when",
                condition=Q(state="waiting", decided__isnull=True) | (~Q(state="waiting") & Q(decided__isnull=False)),
            ),
            models.CheckConstraint(name="strangers_in_set_is_agreed", condition=Q(is_in_set=False) | Q(state="agreed")),
        ]
        indexes = [
            models.Index(fields=["giver", "created"], name="strangers_giver"),
            models.Index(fields=["id"], name="strangers_waiting", condition=Q(state="waiting")),
            models.Index(fields=["idea"], name="strangers_set", condition=Q(is_in_set=True)),
        ]


class StrangersVerdictQuerySet(models.QuerySet["StrangersVerdict"]):
    def by(self, person: User) -> "StrangersVerdictQuerySet":
        return self.filter(judge=person)

    def by_any(self, people: Collection[int]) -> "StrangersVerdictQuerySet":
        return self.filter(judge__in=people)

    def not_removed(self) -> "StrangersVerdictQuerySet":
        """About rows that no moderator took out."""
        return self.exclude(example__state=StrangersState.REMOVED)

    def weight_of(self, person: User) -> float:
        """What their last verdict counts for; 1 if there is none."""
        last = self.by(person).order_by("-pk").values_list("weight", flat=True).first()
        return 1.0 if last is None else last

    def fingerprint(self) -> tuple[object, ...]:
        return tuple(self.aggregate(n=models.Count("pk"), last=models.Max("pk")).values())


class StrangersVerdict(models.Model):
    """What somebody answered who saw the input alone."""

    example = models.ForeignKey(StrangersExample, models.CASCADE, related_name="verdicts")
    judge = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answer = models.TextField(blank=True, help_text="Blank: it cannot be told from the input.")
    agrees = models.BooleanField(help_text="Whether the idea's own check takes it for what the giver expects.")
    weight = models.FloatField(default=1.0, help_text="0 to 1: how much it counts, by what is known of its judge.")
    created = models.DateTimeField(auto_now_add=True)

    objects = StrangersVerdictQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("example", "judge", name="strangers_verdict_once"),
            models.CheckConstraint(name="strangers_verdict_says_what", condition=Q(agrees=False) | ~Q(answer="")),
            models.CheckConstraint(name="strangers_verdict_weight", condition=Q(weight__gte=0, weight__lte=1)),
        ]
        indexes = [models.Index(fields=["judge", "created"], name="strangers_judge")]


class StrangersTrialQuerySet(models.QuerySet["StrangersTrial"]):
    def settled(self, scored_by: int) -> "StrangersTrialQuerySet":
        """Scored by these scorers, or given up."""
        return self.filter(Q(score__isnull=False) | Q(attempts__gte=MAX_ATTEMPTS), scored_by=scored_by)

    def scores_of(self, run: Run, *, offered: bool) -> list[float]:
        """Of the rows in the set now, in their order: of those that the lot offered, or of the brought ones."""
        rows = self.filter(
            run=run, example__is_in_set=True, example__task=run.revision.task, example__is_offered=offered
        )
        return [score for score in rows.order_by("example").values_list("score", flat=True) if score is not None]

    def keep(self, run: Run, example: int, score: float | None, scored_by: int) -> None:
        """Write one score; of two workers the later one wins, with the same answer."""
        trial, is_new = self.get_or_create(
            run=run, example_id=example, defaults={"score": score, "scored_by": scored_by}
        )
        if not is_new:
            attempts = F("attempts") + 1 if trial.scored_by == scored_by else 1
            self.filter(pk=trial.pk).update(score=score, scored_by=scored_by, attempts=attempts)

    def give_up(self, run: Run, example: int, scored_by: int) -> None:
        """The run never answers this row."""
        final = {"score": None, "scored_by": scored_by, "attempts": MAX_ATTEMPTS}
        self.update_or_create(run=run, example_id=example, defaults=final)


class StrangersTrial(models.Model):
    """How right a run was about one row. Its words are not kept, so nobody can read the row out of them."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="+")
    example = models.ForeignKey(StrangersExample, models.CASCADE, related_name="+")
    score = models.FloatField(null=True, blank=True, help_text="0 to 1; null: no answer.")
    scored_by = models.PositiveSmallIntegerField(help_text="Version of the scorers.")
    attempts = models.PositiveSmallIntegerField(default=1)
    created = models.DateTimeField(auto_now_add=True)

    objects = StrangersTrialQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("run", "example", name="strangers_trial_once"),
            models.CheckConstraint(
                name="strangers_trial_score", condition=Q(score=None) | Q(score__gte=0, score__lte=1)
            ),
        ]


class StrangersChallengeQuerySet(models.QuerySet["StrangersChallenge"]):
    def open(self) -> "StrangersChallengeQuerySet":
        return self.filter(closed__isnull=True)

    def of_idea(self, idea: Idea) -> "StrangersChallengeQuerySet":
        return self.filter(idea=idea)

    def for_desk(self) -> "StrangersChallengeQuerySet":
        """Open ones of ideas that are still there, the oldest first."""
        return self.open().filter(idea__published__isnull=False).select_related("idea__author").order_by("pk")


class StrangersChallenge(models.Model):
    """The author of an idea says what is wrong with its strangers' set, which they do not see."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=MAX_REASON)
    created = models.DateTimeField(auto_now_add=True)
    closed = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = StrangersChallengeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("idea", name="strangers_one_open_challenge", condition=Q(closed__isnull=True)),
            models.CheckConstraint(name="strangers_challenge_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="strangers_challenge_closed_by_somebody",
                condition=Q(closed=None, closed_by=None) | Q(closed__isnull=False, closed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="strangers_challenge_not_ones_own", condition=Q(closed_by=None) | ~Q(closed_by=F("person"))
            ),
        ]
