from .catalogue import ModelKind, OpenModel, SchemaSupport
from .endpoint import Endpoint, EndpointState, Share
from .examples import MAX_COLUMN_NAME, Document, Example, ExampleDraft, ExampleRevision, Task
from .pastes import Paste, PastedAnswer, PastedRun
from .proposal import Proposal, ProposalState
from .run import Run
from .run_queue import LEASE, Reopening
from .runs import Lane, RunState
from .strangers import StrangersChallenge, StrangersExample, StrangersState, StrangersTrial, StrangersVerdict
from .trial import CachedAnswer, Outcome, Trial
from .tries import Try, TryState, Visitor, demo_of, example_meant, examples_to_pick
from .words import ExampleWords

__all__ = [
    "LEASE",
    "MAX_COLUMN_NAME",
    "CachedAnswer",
    "Document",
    "Endpoint",
    "EndpointState",
    "Example",
    "ExampleDraft",
    "ExampleRevision",
    "ExampleWords",
    "Lane",
    "ModelKind",
    "OpenModel",
    "Outcome",
    "Paste",
    "PastedAnswer",
    "PastedRun",
    "Proposal",
    "ProposalState",
    "Reopening",
    "Run",
    "RunState",
    "SchemaSupport",
    "Share",
    "StrangersChallenge",
    "StrangersExample",
    "StrangersState",
    "StrangersTrial",
    "StrangersVerdict",
    "Task",
    "Trial",
    "Try",
    "TryState",
    "Visitor",
    "demo_of",
    "example_meant",
    "examples_to_pick",
]
