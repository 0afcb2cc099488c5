from evaluations.prototypes.catalogue.discovery import find_ollama
from evaluations.prototypes.catalogue.health import check_endpoints
from evaluations.prototypes.catalogue.idea_vectors import embed_ideas
from evaluations.prototypes.catalogue.loading import CatalogueFault, load_catalogue
from evaluations.prototypes.catalogue.retention import evict_answers, forget_addresses
from evaluations.prototypes.catalogue.schema_probe import probe_models
from evaluations.prototypes.demos.proposals import NotProposable, accept_proposals, decline_proposals, propose
from evaluations.prototypes.publish import publish, save_example_draft
from evaluations.prototypes.results.answers import conclude_what_is_missing
from evaluations.prototypes.runs.instructions import InstructionFault, add_instruction
from evaluations.prototypes.runs.repeat import repeat
from evaluations.prototypes.runs.steer import answer_the_rest, choose_demo, leave_demo_to_the_best, rerun, stop_run
from evaluations.prototypes.runs.worker import stopping, work

__all__ = [
    "CatalogueFault",
    "InstructionFault",
    "NotProposable",
    "accept_proposals",
    "add_instruction",
    "answer_the_rest",
    "check_endpoints",
    "choose_demo",
    "conclude_what_is_missing",
    "decline_proposals",
    "embed_ideas",
    "evict_answers",
    "find_ollama",
    "forget_addresses",
    "leave_demo_to_the_best",
    "load_catalogue",
    "probe_models",
    "propose",
    "publish",
    "repeat",
    "rerun",
    "save_example_draft",
    "stop_run",
    "stopping",
    "work",
]
