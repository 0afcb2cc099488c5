"""Bodies of requests: an idea, its examples, comments and reports."""

from typing import Any

from rest_framework import serializers

from evaluations.prototypes.datasets.documents import MAX_DOCUMENT_CHARACTERS, MAX_DOCUMENTS, MAX_NAME_CHARACTERS
from evaluations.prototypes.datasets.examples import MAX_CHARACTERS, MAX_ROWS
from evaluations.prototypes.models import MAX_COLUMN_NAME, Task
from evaluations.prototypes.runs.steer import MAX_INSTRUCTION
from evaluations.prototypes.scorers import (
    CHOICES,
    MAX_THRESHOLD,
    MIN_THRESHOLD,
    TAKES_THRESHOLD,
    TEXTS,
    USUAL_THRESHOLDS,
    suits,
)
from ideas.models import Comment, Fit, Idea, Report, WorkField
from ideas.texts import ENTRY_LIMITS, LIMITS, PROSE_TEXTS, shows_nothing
from marketplace.api.fields import (
    LineField,
    ProseField,
    StrictBooleanField,
    StrictFloatField,
    StrictIntegerField,
    TagNameField,
    VerbatimField,
)

A_DOCUMENT = '{{"name": "…", "text": "…"}}'
A_ROW = '{{"input": "…", "expected": "…"}}'  # in messages that REST framework formats


class SavesField(StrictIntegerField):
    """The number of saves that the writer has read."""

    def __init__(self) -> None:
        words = (
            "As it was read: if it has grown, nothing is written and the answer is 409. Left out or null: the writer"
        )
        words += " means to replace whatever there is."
        super().__init__(min_value=0, allow_null=True, default=None, help_text=words)


class ParameterField(StrictFloatField):
    """What a scorer takes: a number from 0 to 1, or null."""

    def __init__(self, **kwargs: Any) -> None:
        usual = (
            "Least similarity or score that counts as right, or for `number` the relative tolerance; null: the usual."
        )
        super().__init__(min_value=MIN_THRESHOLD, max_value=MAX_THRESHOLD, allow_null=True, help_text=usual, **kwargs)


class ExampleSerializer(serializers.Serializer[Any]):
    default_error_messages = {"invalid": f"Each of `rows` is an object: {A_ROW}."}

    input = VerbatimField(allow_blank=True, max_length=MAX_CHARACTERS)
    expected = VerbatimField(allow_blank=True, max_length=MAX_CHARACTERS)


class DocumentSerializer(serializers.Serializer[Any]):
    default_error_messages = {"invalid": f"Each of `documents` is an object: {A_DOCUMENT}."}

    name = VerbatimField(allow_blank=True, max_length=MAX_NAME_CHARACTERS, help_text="By which examples expect it.")
    text = VerbatimField(allow_blank=True, max_length=MAX_DOCUMENT_CHARACTERS)


class CheckSerializer(serializers.Serializer[Any]):
    scorer = serializers.ChoiceField(choices=[*CHOICES.items()])
    threshold = ParameterField(default=None)

    def validate(self, sent: dict[str, Any]) -> dict[str, Any]:
        return with_usual_threshold(sent)


class ColumnNameWriting(LineField):
    """The name of a column, in one line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_blank=True, max_length=MAX_COLUMN_NAME, default="", **kwargs)


class ExampleSetWriting(serializers.Serializer[Any]):
    """All examples of an idea. Task, scorer and threshold are inferred when they are left out or blank."""

    default_error_messages = {"invalid": f"Send an object with `rows`, a list of {A_ROW}."}

    rows = ExampleSerializer(  # type: ignore[call-arg]  # max_length is the list's
        many=True,
        max_length=MAX_ROWS,
        help_text="Each an input and what should come of it: a label, a text, JSON with fields, or names of documents,"
        " one per line.",
        error_messages={"not_a_list": f"`rows` is a list of {A_ROW}."},
    )
    documents = DocumentSerializer(  # type: ignore[call-arg]  # max_length is the list's
        many=True,
        max_length=MAX_DOCUMENTS,
        default=list,
        help_text="What is searched; of the task `search` alone.",
        error_messages={"not_a_list": f"`documents` is a list of {A_DOCUMENT}."},
    )
    task = serializers.ChoiceField(choices=Task.choices, allow_blank=True, default="")
    scorer = serializers.ChoiceField(choices=[*CHOICES.items()], allow_blank=True, default="")
    threshold = ParameterField(default=None)
    more_checks = CheckSerializer(  # type: ignore[call-arg]  # max_length is the list's
        many=True,
        max_length=len(CHOICES),
        default=list,
        help_text="What is compared beside the scorer; an answer is right when every check holds.",
    )
    brackets_are_minus = StrictBooleanField(
        default=False,
        help_text="Whether numbers in brackets are negative, so that (5) means -5; of `answer` and `extract` alone.",
    )
    case_counts = StrictBooleanField(
        default=False, help_text="Whether labels that differ in case alone are different; of `classify` alone."
    )
    input_name = ColumnNameWriting(help_text="What goes in, as the author calls it, as a label of every input.")
    expected_name = ColumnNameWriting(help_text="What comes out, likewise.")
    saves = SavesField()

    def validate(self, sent: dict[str, Any]) -> dict[str, Any]:
        task, scorer = sent["task"], sent["scorer"]
        if task and scorer and not suits(task, scorer):
            raise serializers.ValidationError({"scorer": f"The task {task} is not scored by {scorer}. Leave it out."})
        wrong = [
            {} if not task or suits(task, check["scorer"]) else {"scorer": f"The task {task} is not scored by it."}
            for check in sent["more_checks"]
        ]
        if any(wrong):
            raise serializers.ValidationError({"more_checks": wrong})
        if sent["brackets_are_minus"] and task and task not in TEXTS:
            why = f"The task {task} compares no numbers. Leave it out."
            raise serializers.ValidationError({"brackets_are_minus": why})
        if sent["case_counts"] and task not in ("", Task.CLASSIFY):
            raise serializers.ValidationError({"case_counts": f"The task {task} has no labels. Leave it out."})
        return with_usual_threshold(sent)


def with_usual_threshold(sent: dict[str, Any]) -> dict[str, Any]:
    """Raises ValidationError for a threshold that its scorer does not take."""
    scorer, threshold = sent["scorer"], sent["threshold"]
    if threshold is not None and scorer not in TAKES_THRESHOLD:
        raise serializers.ValidationError({"threshold": f"Only {', '.join(TAKES_THRESHOLD)} take it. Leave it out."})
    return sent if threshold is not None else sent | {"threshold": USUAL_THRESHOLDS.get(scorer)}


class InstructionWriting(serializers.Serializer[Any]):
    text = ProseField(
        max_length=MAX_INSTRUCTION,
        help_text="What the model is told before it sees an input. {input}, and {labels} or {schema} where the task has"
        " them, are filled in.",
    )


class IdeaWriting(serializers.Serializer[Idea]):
    """What the author says. Only to be published it needs title, pitch, problem and audience."""

    fits = serializers.ListField(
        child=serializers.ChoiceField(choices=Fit.choices), max_length=LIMITS["fits"], required=False
    )
    work_fields = serializers.ListField(
        child=serializers.ChoiceField(choices=WorkField.choices),
        max_length=LIMITS["work_fields"],
        required=False,
        help_text="Fields of work of the people it is for; leave it empty if it is for everybody.",
    )
    tags = serializers.ListField(
        child=TagNameField(max_length=ENTRY_LIMITS["tags"]),
        max_length=LIMITS["tags"],
        required=False,
        help_text="Names in small letters; the first is its subject.",
    )

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        words = {
            text.name: (LineField if text.shape == "line" else ProseField)(
                max_length=text.limit, allow_blank=True, required=False
            )
            for text in PROSE_TEXTS
        }
        return words | super().get_fields()

    def validate_fits(self, fits: list[str]) -> list[str]:
        return list(dict.fromkeys(fits))

    def validate_work_fields(self, work_fields: list[str]) -> list[str]:
        return list(dict.fromkeys(work_fields))


class IdeaEditing(IdeaWriting):
    """What changes of an idea."""

    saves = SavesField()


class NewIdeaWriting(IdeaWriting):
    """A new draft, with examples if there are any yet; of nothing but blanks none is made."""

    examples = ExampleSetWriting(required=False)

    def validate(self, sent: dict[str, Any]) -> dict[str, Any]:
        examples = sent.get("examples", {})
        rows = [*examples.get("rows", []), *examples.get("documents", [])]
        if not any(value for name, value in sent.items() if name != "examples") and not any(map(holds_text, rows)):
            raise serializers.ValidationError({"title": "There is nothing to keep yet. Give at least a title."})
        return sent


def holds_text(row: dict[str, str]) -> bool:
    return not all(map(shows_nothing, row.values()))


class CommentWriting(serializers.Serializer[Comment]):
    text = ProseField(max_length=10_000, help_text="Markdown without headings and images.")
    parent = serializers.IntegerField(  # type: ignore[assignment]  # a field, which the metaclass takes away
        required=False, allow_null=True, default=None, help_text="The id of the comment that is answered."
    )


class CommentEditing(serializers.Serializer[Comment]):
    text = ProseField(max_length=10_000)


class ReportWriting(serializers.ModelSerializer[Report]):
    """What is wrong with it, and what a moderator should know."""

    details = ProseField(max_length=1_000, allow_blank=True, default="")

    class Meta:
        model = Report
        fields = ("reason", "details", "created")
        read_only_fields = ("created",)
