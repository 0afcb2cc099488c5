from .catalogue import Endpoint, EndpointState, ModelKind, OpenModel
from .examples import Example, ExampleDraft, ExampleRevision, Scorer, Task
from .run import Lane, Run, RunState
from .trial import CachedAnswer, Outcome, Trial

__all__ = [
    "CachedAnswer",
    "Endpoint",
    "EndpointState",
    "Example",
    "ExampleDraft",
    "ExampleRevision",
    "Lane",
    "ModelKind",
    "OpenModel",
    "Outcome",
    "Run",
    "RunState",
    "Scorer",
    "Task",
    "Trial",
]
