"""One request's work on the examples of an idea: all that was typed, on this page and on the others."""

from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from evaluations.prototypes.datasets.documents import MOST_DOCUMENTS
from evaluations.prototypes.datasets.examples import MOST_BYTES, MOST_ROWS, Problem, check
from evaluations.prototypes.datasets.revisions import save_example_draft
from evaluations.prototypes.models import ExampleDraft
from ideas.models import Idea
from marketplace.accounts.models import User

from .rows import DOCUMENTS, EXAMPLES, Pair, spliced, storable
from .settings_form import SettingsForm, first_values, typed_values

MOST_KEPT = 2 * MOST_BYTES  # characters; more than can be published, so that too much can still be mended
TOO_MUCH = {
    "rows": f"This is far more than {MOST_ROWS:,} rows or {MOST_BYTES:,} bytes, so it was not saved. Leave some out.",
    "documents": f"This is far more than {MOST_DOCUMENTS} documents or {MOST_BYTES:,} bytes, so it was not saved."
    " Leave some out.",
}


@dataclass
class Editing:
    """`rows`, `documents`: all of them, as typed. `paste`, `papers`: what was pasted and could not be read."""

    idea: Idea
    draft: ExampleDraft
    rows: list[Pair]
    documents: list[Pair]
    settings: SettingsForm
    problems: list[Problem] = field(default_factory=list)
    paste: str = ""
    papers: str = ""

    @property
    def seen(self) -> str:
        return self.draft.edited.isoformat() if self.draft.pk else ""

    @property
    def chosen(self) -> dict[str, Any]:
        """Task and checks as set by hand."""
        return self.settings.chosen() if self.settings.is_bound else self.draft.measured_by

    def checked(self) -> list[Problem]:
        """Everything that keeps the examples from being tried."""
        if not self.rows:
            return []
        chosen = self.chosen
        scorers = [chosen["scorer"], *(scorer for scorer, _ in chosen["more_checks"])]
        return check(self.rows, chosen["task"], documents=self.documents, scorers=scorers).problems

    def store(self, person: User) -> None:
        """Keep all of it as a draft, right or wrong; far too much of it is a problem instead."""
        for name, rows, most in (("rows", self.rows, MOST_ROWS), ("documents", self.documents, MOST_DOCUMENTS)):
            if len(rows) > 2 * most or sum(len(text) for row in rows for text in row) > MOST_KEPT:
                self.problems.append(Problem(None, "documents" if name == "documents" else "rows", TOO_MUCH[name]))
        if not self.problems_of_size():
            self.draft = save_example_draft(
                person, self.idea, storable(self.rows), documents=storable(self.documents), **self.chosen
            )

    def problems_of_size(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.message in TOO_MUCH.values()]


def begun(idea: Idea, draft: ExampleDraft) -> Editing:
    """As it was left."""
    settings = SettingsForm(initial=first_values(draft.measured_by))
    return Editing(idea, draft, draft.pairs, draft.papers, settings)


def sent(idea: Idea, draft: ExampleDraft, post: QueryDict) -> Editing:
    """With what this page sent."""
    rows, documents = spliced(draft.pairs, post), spliced(draft.papers, post, kind=DOCUMENTS)
    return Editing(idea, draft, rows, documents, SettingsForm(post))


def typed_again(idea: Idea, draft: ExampleDraft, typed: QueryDict) -> Editing:
    """With what was typed and refused before anybody saw it; it may end in the middle."""
    whole = "seen" in typed
    return Editing(
        idea,
        draft,
        spliced(draft.pairs, typed, whole=whole, kind=EXAMPLES),
        spliced(draft.papers, typed, whole=whole, kind=DOCUMENTS),
        SettingsForm(initial=typed_values(typed)),
        paste=typed.get("paste", ""),
        papers=typed.get("papers", ""),
    )
