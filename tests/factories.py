"""Plain typed factories in the words of the domain. Each makes real rows through the real actions."""

from datetime import timedelta
from itertools import count
from random import Random
from string import ascii_lowercase
from typing import Any

from django.utils import timezone

from evaluations.prototypes.datasets.folds import VERSION
from evaluations.prototypes.models import Endpoint, Example, ExampleRevision, OpenModel, Run, Trial
from evaluations.prototypes.recipes import baselines_for
from ideas import actions
from ideas.models import Because, Comment, Idea
from ideas.texts import PROSE_TEXTS
from marketplace.accounts.models import User

numbers = count(1)
BECAUSE = Because("spam", "Sells shoes.")  # why a moderator acts
PASSWORD = "correct-horse-battery"


def make_person(
    name: str = "", *, confirmed: bool = True, days_old: float = 30, staff: bool = False, **fields: Any
) -> User:
    name = name or f"person{next(numbers)}"
    now = timezone.now()
    return User.objects.create_user(
        name,
        f"{name}@example.org",
        PASSWORD,
        confirmed=now if confirmed else None,
        date_joined=now - timedelta(days=days_old),
        is_staff=staff,
        **fields,
    )


def make_idea(
    author: User | None = None,
    *,
    votes: int = 0,
    published: bool = True,
    tags: tuple[str, ...] = (),
    hours_old: float = 0,
    **fields: Any,
) -> Idea:
    """An idea; published unless told otherwise, with `votes` from as many people, already tallied."""
    number = next(numbers)
    author = author or make_person()
    whole: dict[str, Any] = {text.name: f"{text.label} {number}"[: text.limit] for text in PROSE_TEXTS}
    whole |= {
        "title": f"Sort letter pile {number}",
        "pitch": f"A clerk reads {number} letters a day about {subject(number)}. The town's own model sorts them.",
        "problem": "Every letter lands in one inbox, and one person knows where it belongs.",
        "audience": "Town clerks",
        "why_overlooked": "No town is big enough to be a customer.",
        "why_open": "The letters may not leave the building.",
        "fits": ["privacy"],
    }
    idea = actions.save_draft(author, whole | fields, tags)
    if published:
        idea = actions.publish(author, idea)
    if hours_old:
        when = timezone.now() - timedelta(hours=hours_old)
        Idea.objects.filter(pk=idea.pk).update(published=when, first_published=when)
        actions.reconcile()
    for _ in range(votes):
        actions.cast_vote(make_person(), idea)
    if votes:
        actions.tally()
    idea.refresh_from_db()
    return idea


def subject(number: int) -> str:
    """Made-up words, others for each number: an author cannot post nearly the same idea twice."""
    chance = Random(number)
    return " ".join("".join(chance.choices(ascii_lowercase, k=7)) for _ in range(7))


def make_comment(
    idea: Idea | None = None, author: User | None = None, text: str = "Good.", parent: Comment | None = None
) -> Comment:
    return actions.post_comment(author or make_person(), idea or make_idea(), text, parent)


def make_model(name: str = "", *, state: str = "up", **fields: Any) -> OpenModel:
    """A chat model at an endpoint of its own on this machine."""
    name = name or f"model-{next(numbers)}"
    endpoint = Endpoint.objects.create(
        name=f"at-{name}", url="http://127.0.0.1:9/v1", on_this_machine=True, state=state, reason="It was stopped."
    )
    facts = {"kind": "chat", "licence": "Apache-2.0", "parameters": 135_000_000, "context_tokens": 2048}
    return OpenModel.objects.create(name=name, slug=name, served_as=name, endpoint=endpoint, **(facts | fields))


def make_revision(idea: Idea | None = None, *, size: int = 8, **fields: Any) -> ExampleRevision:
    """Frozen examples that ask for one of two labels, unless `fields` say otherwise."""
    idea = idea or make_idea()
    frozen: dict[str, Any] = {
        "number": idea.example_revisions.count() + 1,
        "content_hash": f"{next(numbers):064x}",
        "task": "classify",
        "task_reason": "two labels over and over",
        "scorer": "label",
        "folds": 4,
        "different": size,
        "folded_by": VERSION,
    }
    revision = ExampleRevision.objects.create(idea=idea, size=size, **(frozen | fields))
    rows = [(f"letter {number}", "tax" if number % 2 else "roads") for number in range(1, size + 1)]
    Example.objects.bulk_create(
        Example(
            revision=revision,
            position=number,
            author=idea.author,
            input=given,
            expected=expected,
            fold=number % 4,
            turn=number,
            same_as=number,
            copies=1,
        )
        for number, (given, expected) in enumerate(rows, 1)
    )
    return revision


def make_run(revision: ExampleRevision | None = None, *, model: OpenModel | None = None, **fields: Any) -> Run:
    """A run that no worker has taken yet, unless `fields` say otherwise."""
    revision = revision or make_revision()
    planned: dict[str, Any] = {"recipe": "zero-shot", "lane": "chat", "cost_rank": 20, "sample": revision.size}
    if fields.get("state") == "finished":
        planned["finished"] = timezone.now()
    if fields.get("is_best"):
        planned["best_of"] = 1
    return Run.objects.create(revision=revision, model=model or make_model(), **(planned | fields))


def make_baselines(revision: ExampleRevision) -> None:
    """Those that the task still lacks, finished and without a right answer."""
    finished = {"lane": "quick", "cost_rank": 0, "sample": revision.size, "state": "finished"}
    for recipe in baselines_for(revision.task):
        defaults = finished | {"finished": revision.frozen}
        Run.objects.get_or_create(revision=revision, recipe=recipe, model=None, defaults=defaults)


def make_trial(run: Run, row: int = 1, **fields: Any) -> Trial:
    """A right answer to the example in this row, unless `fields` say otherwise."""
    example = run.revision.examples.get(position=row)
    answered = {"outcome": "answered", "answer": example.expected, "score": 1.0}
    return Trial.objects.create(run=run, example=example, **(answered | fields))
