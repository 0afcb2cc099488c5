"""An author's examples as rows: a draft while they are typed, frozen into a revision when they are published."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model

from evaluations.prototypes.models import Document, Example, ExampleDraft, ExampleRevision, ExampleWords, Task
from evaluations.prototypes.scorers import composed, decimal_mark_of
from evaluations.prototypes.scorers.objects import schema_of
from ideas.actions import count_save, record_upkeep
from ideas.models import Idea
from marketplace.accounts.models import User

from .examples import Checked, ExampleProblems, cannot_be_kept, check, content_hash
from .folds import VERSION, FoldPlace, different, fold_count, place
from .inference import Inferred, measure
from .names import ColumnNames, as_name

Rows = Sequence[tuple[str, str]]
Row = TypeVar("Row", bound=Model)
Authors = Mapping[tuple[str, str], int]  # keys of people by the row that they wrote
Checks = Sequence[tuple[str, float | None]]  # scorers, each with its parameter or None


@transaction.atomic
def save_example_draft(
    person: User,
    idea: Idea,
    rows: Rows,
    *,
    documents: Rows = (),
    task: str = "",
    scorer: str = "",
    threshold: float | None = None,
    more_checks: Checks = (),
    brackets_are_minus: bool = False,
    case_counts: bool = False,
    names: ColumnNames = ("", ""),
    seen: int | None = None,
) -> ExampleDraft:
    """Keep everything as it was typed, right or wrong, except what the database cannot hold. `seen`:
    `idea.example_saves` as the writer began, or None to replace whatever there is.

    Raises PermissionDenied for somebody else's idea, ExampleProblems, Overtaken."""
    if not idea.can_be_edited_by(person):
        raise PermissionDenied
    if problems := cannot_be_kept(rows, documents):
        raise ExampleProblems(problems)
    count_save(idea, "example_saves", seen)
    typed = {
        "rows": [list(row) for row in rows],
        "documents": [list(document) for document in documents],
        "task": task,
        "scorer": scorer,
        "threshold": threshold,
        "more_checks": [list(each) for each in more_checks],
        "brackets_are_minus": brackets_are_minus,
        "case_counts": case_counts,
        **columns_of(names),
    }
    draft, _ = ExampleDraft.objects.update_or_create(idea=idea, defaults=typed)
    return draft


@transaction.atomic
def freeze_examples(
    person: User,
    idea: Idea,
    rows: Rows,
    *,
    documents: Rows,
    task: str,
    scorer: str,
    threshold: float | None,
    more_checks: Checks,
    brackets_are_minus: bool,
    case_counts: bool,
    names: ColumnNames,
    authors: Authors,
    seen: int | None,
) -> ExampleRevision | None:
    """Check the rows and freeze them into a new revision; None when the latest one is the same, apart from the names
    of its columns, which it then gets. The draft goes.

    `seen`: `idea.example_saves` of these rows, or None. Raises ExampleProblems, Overtaken."""
    scorers = [scorer, *(name for name, _ in more_checks)]
    checked = check(rows, task, documents=documents, scorers=scorers, case_counts=case_counts)
    if checked.problems:
        raise ExampleProblems(checked.problems)
    chosen = (task, scorer, threshold, more_checks, brackets_are_minus, case_counts)
    measured = measure(checked.rows, checked.documents, *chosen)
    digest = content_hash(checked.rows, checked.documents)
    before, drafts = ExampleRevision.objects.latest_of(idea), ExampleDraft.objects.filter(idea=idea)
    unchanged = before is not None and is_same(before, digest, measured)
    named = columns_of(names)
    is_named = before is not None and before.names == tuple(named.values())
    if unchanged and is_named and not drafts.exists():
        return None
    count_save(idea, "example_saves", seen)
    drafts.delete()
    if before and unchanged:
        ExampleRevision.objects.filter(pk=before.pk).update(**named)
        return None
    places = place(checked.rows, digest, case_counts=measured.case_counts)
    number = before.number + 1 if before else 1
    revision = revision_of(checked, measured, digest, places, named, idea=idea, number=number)
    revision.save(force_insert=True)
    add_examples(revision, checked, places, person, (before.authors() if before else {}) | dict(authors))
    record_upkeep(person, idea, "changed its examples")
    return revision


def fold_again(revision: ExampleRevision) -> ExampleRevision | None:
    """The same rows by the present rules of folds: as another revision, the next; or None where every row keeps its
    place, and the revision itself is up to date."""
    examples, documents = list(revision.examples.all()), list(revision.documents.all())
    rows = [(each.input, each.expected) for each in examples]
    places = place(rows, revision.content_hash, case_counts=revision.case_counts)
    placed = [
        {"fold": each.fold, "turn": each.turn, "copies": each.copies, "same_as": examples[each.first].position}
        for each in places
    ]
    folded = {"different": different(places), "folds": fold_count(places), "folded_by": VERSION}
    if all(each.place == new for each, new in zip(examples, placed, strict=True)):
        ExampleRevision.objects.filter(pk=revision.pk).update(**folded)
        return None
    again = copied(revision, number=revision.number + 1, is_refold=True, frozen=None, **folded)
    again.save(force_insert=True)
    Example.objects.bulk_create(copied(each, revision=again, **new) for each, new in zip(examples, placed, strict=True))
    Document.objects.bulk_create(copied(each, revision=again) for each in documents)
    return again


def copied(row: Row, **changed: Any) -> Row:
    """A new row, not stored, that differs in these columns."""
    columns = {field.name: getattr(row, field.name) for field in row._meta.concrete_fields if not field.primary_key}
    return type(row)(**columns | changed)


def columns_of(names: ColumnNames) -> dict[str, str]:
    given, expected = map(as_name, names)
    return {"input_name": given, "expected_name": expected}


def is_same(revision: ExampleRevision, digest: str, measured: Inferred) -> bool:
    """Examples frozen before texts were stored in NFC are the same as these in NFC: they keep their hash and folds."""
    before = (revision.task, revision.scorer, revision.threshold, revision.more_checks)
    more = [list(each) for each in measured.more_checks]
    said = (revision.brackets_are_minus, revision.case_counts)
    if before != (measured.task, measured.scorer, measured.threshold, more):
        return False
    if said != (measured.brackets_are_minus, measured.case_counts):
        return False
    return digest == revision.content_hash or digest == content_hash(
        [(composed(given), composed(expected)) for given, expected in revision.pairs()],
        [(composed(name), composed(text)) for name, text in revision.documents.values_list("name", "text")],
    )


def revision_of(
    checked: Checked,
    measured: Inferred,
    digest: str,
    places: Sequence[FoldPlace],
    named: Mapping[str, str],
    **more: Any,
) -> ExampleRevision:
    """Not stored. `named`: as `columns_of` gives them."""
    return ExampleRevision(
        content_hash=digest,
        task=measured.task,
        task_reason=measured.reason[:200],
        scorer=measured.scorer,
        threshold=measured.threshold,
        more_checks=[list(each) for each in measured.more_checks],
        schema=schema_of([expected for _, expected in checked.rows]) if measured.task == Task.EXTRACT else None,
        decimal_mark=decimal_mark_of(expected for _, expected in checked.rows),
        brackets_are_minus=measured.brackets_are_minus,
        case_counts=measured.case_counts,
        size=len(checked.rows),
        different=different(places),
        folds=fold_count(places),
        folded_by=VERSION,
        **named,
        **more,
    )


def add_examples(
    revision: ExampleRevision, checked: Checked, places: Sequence[FoldPlace], person: User, authors: Authors
) -> None:
    Example.objects.bulk_create(
        Example(
            revision=revision,
            position=position,
            author_id=authors.get((given, expected), person.pk),
            input=given,
            expected=expected,
            fold=place.fold,
            turn=place.turn,
            copies=place.copies,
            same_as=checked.positions[place.first],
        )
        for (given, expected), position, place in zip(checked.rows, checked.positions, places, strict=True)
    )
    Document.objects.bulk_create(
        Document(revision=revision, position=position, name=name, text=text)
        for position, (name, text) in enumerate(checked.documents, 1)
    )
    ExampleWords.objects.put(revision.idea, checked.rows)
