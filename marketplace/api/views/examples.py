"""The examples of an idea. Everybody reads them; people who may edit the idea replace them all at once."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from evaluations.prototypes.datasets.revisions import save_example_draft
from evaluations.prototypes.models import ExampleDraft, ExampleRevision
from evaluations.prototypes.publish import publish
from ideas.models import Idea
from marketplace.api.serializers.examples import ExampleSetSerializer
from marketplace.api.serializers.inputs import ExampleSetWriting

from .lookups import editable_idea, person, read, visible_idea


class ExamplesView(GenericAPIView[ExampleRevision]):
    serializer_class = ExampleSetSerializer

    @extend_schema(operation_id="examples", summary="Read the examples of an idea", responses=ExampleSetSerializer)
    def get(self, request: Request, slug: str) -> Response:
        return Response(examples_of(visible_idea(request, slug)))

    @extend_schema(
        operation_id="replace_examples",
        summary="Give an idea its examples, or others",
        description="A draft keeps them as they are, right or wrong. A published idea takes only what is right, freezes"
        " it as a new revision and has runs planned over it. With `saves`, examples that were saved since they were"
        " read are kept, and the answer is 409.",
        request=ExampleSetWriting,
        responses=ExampleSetSerializer,
    )
    def put(self, request: Request, slug: str) -> Response:
        idea = editable_idea(request, slug)
        body = read(ExampleSetWriting, request)
        sent, seen = as_given(body), body["saves"]
        if idea.is_published:
            publish(person(request), idea, **sent, examples_seen=seen)
        else:
            save_example_draft(person(request), idea, **sent, seen=seen)
        return Response(examples_of(visible_idea(request, slug)))


def as_given(sent: dict[str, Any]) -> dict[str, Any]:
    """The body of the request, in the arguments of our actions, without the number of saves."""
    left = ("saves", "input_name", "expected_name")
    return {name: value for name, value in sent.items() if name not in left} | {
        "names": (sent["input_name"], sent["expected_name"]),
        "rows": [(row["input"], row["expected"]) for row in sent["rows"]],
        "documents": [(document["name"], document["text"]) for document in sent["documents"]],
        "more_checks": [(check["scorer"], check["threshold"]) for check in sent["more_checks"]],
    }


def as_drafted(idea: Idea) -> dict[str, Any]:
    """The draft examples of the idea, in the arguments of our actions; no rows if there are none."""
    draft = getattr(idea, "example_draft", None) or ExampleDraft(idea=idea)
    return {"rows": draft.pairs, "documents": draft.papers, "names": draft.names} | draft.measured_by


def examples_of(idea: Idea) -> dict[str, Any]:
    """The latest frozen examples of a published idea; the draft examples of any other."""
    frozen = None if idea.is_draft else ExampleRevision.objects.latest_of(idea)
    if frozen is None:
        draft = as_drafted(idea) | {"saves": idea.example_saves}
        return read_as(draft if idea.is_draft else draft | {"rows": [], "documents": []})
    measured = ("task", "task_reason", "scorer", "threshold", "more_checks", "brackets_are_minus", "case_counts")
    copied = (*measured, "schema", "content_hash", "frozen")
    return read_as(
        {"saves": idea.example_saves, "names": frozen.names}
        | {"rows": frozen.pairs(), "documents": frozen.documents.values_list("name", "text")}
        | {name: getattr(frozen, name) for name in copied}
        | {"revision": frozen.number, "different": frozen.different, "same": frozen.groups_of_same()}
    )


def read_as(found: dict[str, Any]) -> dict[str, Any]:
    draft = {"frozen": None, "revision": None, "content_hash": "", "task_reason": "", "schema": None}
    rows = [{"input": given, "expected": expected} for given, expected in found["rows"]]
    nested = {
        "rows": rows,
        "input_name": found["names"][0],
        "expected_name": found["names"][1],
        "size": len(rows),
        "documents": [{"name": name, "text": text} for name, text in found["documents"]],
        "more_checks": [{"scorer": scorer, "threshold": threshold} for scorer, threshold in found["more_checks"]],
    }
    return dict(ExampleSetSerializer(draft | {"different": None, "same": []} | found | nested).data)
