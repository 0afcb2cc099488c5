"""What the chat recipes share: how a task is put to a chat model and how its text is read back.

The instruction is fitted on the training rows alone: the labels, the fields, or how long an answer is. It comes first
in every request of a fold, so that a server's prefix cache helps; what changes from row to row comes last."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, Self

from .ask_fields import AskFields
from .ask_label import AskLabel
from .ask_text import AskText
from .document_prompt import AskDocument
from .types import ChatRequest, Row, Setting, Unreadable


class Asking(Protocol):
    def summary(self) -> dict[str, Any]: ...

    def blanks(self) -> Mapping[str, str]:
        """What an author's own instruction may name, beside the input: the labels, the schema."""

    def under(self, system: str) -> Self:
        """The same with another instruction."""

    def request(self, row: Row, shown: Sequence[Row] = (), note: str = "") -> ChatRequest:
        """Ask for the row's answer, after showing the answers of other rows."""

    def read(self, text: str, asked: ChatRequest) -> str | Unreadable: ...


def asking(task: str, training: Sequence[Row], setting: Setting) -> Asking:
    if task == "classify":
        return AskLabel.fit(training)
    if task == "extract":
        return AskFields.fit(training)
    return AskDocument.fit(setting) if task == "search" else AskText.fit(training)
