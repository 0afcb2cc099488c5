"""The examples of an idea as typed: the rows and documents of this page and of all others, and the settings."""

from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from evaluations.prototypes.datasets.documents import MAX_DOCUMENTS
from evaluations.prototypes.datasets.examples import MAX_BYTES, MAX_ROWS, Problem, check
from evaluations.prototypes.datasets.names import ColumnNames
from evaluations.prototypes.datasets.revisions import save_example_draft
from evaluations.prototypes.models import ExampleDraft
from ideas.models import Idea
from marketplace.accounts.models import User
from marketplace.pages.site.fields import seen_number

from .rows import DOCUMENTS, EXAMPLES, TypedRow, spliced, storable
from .settings_form import SettingsForm, first_values, typed_values
from .uploads import Doubt

MAX_KEPT = 2 * MAX_BYTES  # characters; more than can be published, so that an author can still shorten them
TOO_MUCH = {
    "rows": f"This is far more than {MAX_ROWS:,} rows or {MAX_BYTES:,} bytes, so it was not saved. Leave some out.",
    "documents": f"This is far more than {MAX_DOCUMENTS} documents or {MAX_BYTES:,} bytes, so it was not saved."
    " Leave some out.",
}


@dataclass
class TypedExamples:
    """`rows`, `documents`: all of them, as typed. `paste`, `papers`: pasted texts that were not read, because they
    cannot be or because of `doubts`. `seen`: `idea.example_saves` of the examples from which they began. `taken_names`:
    of the columns, from a table."""

    idea: Idea
    draft: ExampleDraft
    rows: list[TypedRow]
    documents: list[TypedRow]
    settings: SettingsForm
    seen: int
    problems: list[Problem] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    paste: str = ""
    papers: str = ""
    taken_names: ColumnNames | None = None

    @property
    def chosen(self) -> dict[str, Any]:
        """Task and checks as set by hand."""
        return self.settings.chosen() if self.settings.is_bound else self.draft.measured_by

    @property
    def names(self) -> ColumnNames:
        """Of the columns: from the table that came along, or as typed."""
        return self.taken_names or (self.settings.names() if self.settings.is_bound else self.draft.names)

    def take_names(self, names: ColumnNames, *, replace: bool) -> None:
        """Those of a table, unless it has none, or the rows before it have names and stay."""
        if any(names) and (replace or not any(self.names)):
            self.taken_names = names

    def checked(self) -> list[Problem]:
        """All problems that keep the examples from being tried."""
        if not self.rows:
            return []
        chosen = self.chosen
        scorers = [chosen["scorer"], *(scorer for scorer, _ in chosen["more_checks"])]
        said = {"scorers": scorers, "case_counts": chosen["case_counts"]}
        return check(self.rows, chosen["task"], documents=self.documents, **said).problems

    def store(self, person: User) -> None:
        """Save everything as a draft, right or wrong; add a problem instead if it is far too much. Raises Overtaken."""
        for name, rows, limit in (("rows", self.rows, MAX_ROWS), ("documents", self.documents, MAX_DOCUMENTS)):
            if len(rows) > 2 * limit or sum(len(text) for row in rows for text in row) > MAX_KEPT:
                self.problems.append(Problem(None, "documents" if name == "documents" else "rows", TOO_MUCH[name]))
        if not self.problems_of_size():
            rows, documents = storable(self.rows), storable(self.documents)
            typed = {"documents": documents, "names": self.names} | self.chosen
            self.draft = save_example_draft(person, self.idea, rows, **typed, seen=self.seen)
            self.seen = self.idea.example_saves

    def is_stored(self) -> bool:
        """Whether all of it is stored already; what was not chosen by hand is inferred once it is published."""
        chosen, stored = self.chosen, self.draft.measured_by
        if self.draft.pk is None:
            chosen = {name: value or stored[name] for name, value in chosen.items()}
        written = (storable(self.rows), storable(self.documents), chosen, self.names)
        return written == (self.draft.pairs, self.draft.papers, stored, self.draft.names)

    def problems_of_size(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.message in TOO_MUCH.values()]


def begun(idea: Idea, draft: ExampleDraft) -> TypedExamples:
    """As last saved."""
    settings = SettingsForm(initial=first_values(draft.measured_by, draft.names))
    return TypedExamples(idea, draft, draft.pairs, draft.papers, settings, idea.example_saves)


def sent(idea: Idea, draft: ExampleDraft, post: QueryDict) -> TypedExamples:
    """With the rows and settings that this page sent."""
    rows, documents = spliced(draft.pairs, post), spliced(draft.papers, post, kind=DOCUMENTS)
    return TypedExamples(idea, draft, rows, documents, SettingsForm(post), seen_number(post))


def typed_again(idea: Idea, draft: ExampleDraft, typed: QueryDict) -> TypedExamples:
    """With the fields of a form that was refused before its view saw it; the form may end in the middle."""
    whole = "seen" in typed
    return TypedExamples(
        idea,
        draft,
        spliced(draft.pairs, typed, whole=whole, kind=EXAMPLES),
        spliced(draft.papers, typed, whole=whole, kind=DOCUMENTS),
        SettingsForm(initial=typed_values(typed)),
        seen_number(typed) if whole else idea.example_saves,
        paste=typed.get("paste", ""),
        papers=typed.get("papers", ""),
    )
