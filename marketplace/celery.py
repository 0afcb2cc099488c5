"""The Celery app and its beat schedule: which task is sent, how often, and to which lane.

The rows are the truth and the queue is only delivery. So every task is small, safe to lose, and expires before the next
ones pile up. There are two lanes: `quick` (votes, baselines, embeddings) and `chat`.
"""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_ready

from .garbage import freeze_loaded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")

app = Celery("overlooked")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def on_ready(**_: Any) -> None:
    freeze_loaded()


def every(seconds: float, task: str, *args: str, queue: str = "quick", keep: float = 5.0) -> dict[str, object]:
    """A beat entry; a task that waits longer than its own period (at least `keep` seconds) is dropped."""
    return {
        "task": task,
        "schedule": seconds,
        "args": args,
        "options": {"queue": queue, "expires": max(keep, seconds)},
    }


app.conf.beat_schedule = {
    # Valid for a minute: in the chat lane they wait for slices of 15 s.
    "heartbeat-quick": every(5, "marketplace.pages.tasks.beat", "quick", keep=60),
    "heartbeat-chat": every(5, "marketplace.pages.tasks.beat", "chat", queue="chat", keep=60),
    "tally": every(1, "ideas.tasks.tally"),
    "reconcile": every(300, "ideas.tasks.reconcile"),
    "reconsider-votes": every(300, "ideas.tasks.reconsider_votes"),
    "fill-words": every(5, "ideas.tasks.fill_words"),
    "fill-example-words": every(5, "evaluations.prototypes.tasks.fill_words"),
    "forget-unused-words": every(60, "ideas.tasks.forget_unused_words"),
    "recount-glances": every(2, "evaluations.panel.tasks.recount"),
    "follow-ideas": every(15, "evaluations.panel.tasks.follow_ideas"),
    "weigh-glances": every(60, "evaluations.panel.tasks.weigh"),
    "follow-accounts": every(300, "evaluations.panel.tasks.follow_accounts"),
    "end-due-suspensions": every(15, "evaluations.panel.tasks.end_due_suspensions"),
    "send-confirmations": every(3, "evaluations.panel.tasks.send_confirmations"),
    "forget-networks": every(3600, "evaluations.panel.tasks.forget_networks"),
    "forget-notices": every(3600, "evaluations.moments.tasks.forget_notices"),
    "forget-unconfirmed": every(3600, "evaluations.panel.tasks.forget_unconfirmed"),
    "work-quick": every(1, "evaluations.prototypes.tasks.work", "quick"),
    "work-chat": every(1, "evaluations.prototypes.tasks.work", "chat", queue="chat"),
    "pastes-quick": every(0.5, "evaluations.prototypes.tasks.work_on_pastes", "quick"),
    "pastes-chat": every(1, "evaluations.prototypes.tasks.work_on_pastes", "chat", queue="chat"),
    "end-pastes": every(15, "evaluations.prototypes.tasks.end_pastes"),
    "strangers-quick": every(10, "evaluations.prototypes.tasks.measure_strangers", "quick"),
    "strangers-chat": every(15, "evaluations.prototypes.tasks.measure_strangers", "chat", queue="chat"),
    "weigh-strangers": every(60, "evaluations.prototypes.tasks.weigh_strangers"),
    "rescore-ended": every(10, "evaluations.prototypes.tasks.rescore_ended"),
    "recompare-outdated": every(10, "evaluations.prototypes.tasks.recompare_outdated"),
    "refold-latest": every(10, "evaluations.prototypes.tasks.refold_latest"),
    "embed-ideas": every(2, "evaluations.prototypes.tasks.embed_ideas"),
    "probe-models": every(30, "evaluations.prototypes.tasks.probe_models", queue="chat"),
    "find-ollama": every(60, "evaluations.prototypes.tasks.find_ollama", queue="chat"),
    "clear-sessions": every(3600, "marketplace.pages.tasks.clear_sessions"),
    "forget-footprints": every(3600, "marketplace.pages.tasks.forget_footprints"),
    "forget-addresses": every(3600, "evaluations.prototypes.tasks.forget_addresses"),
    "clear-erased": every(30, "evaluations.prototypes.tasks.clear_erased"),
    "evict-answers": every(3600, "evaluations.prototypes.tasks.evict_answers"),
    # In the chat lane, because a server that hangs blocks the worker that checks it, and votes must not wait.
    "check-endpoints": every(10, "evaluations.prototypes.tasks.check_endpoints", queue="chat", keep=30),
    "assess-moments": every(5, "evaluations.moments.tasks.assess"),
    "assess-missed": every(300, "evaluations.moments.tasks.assess_missed"),
    "certify-moments": every(120, "evaluations.moments.tasks.certify"),
    "credit-scouts": every(120, "evaluations.moments.tasks.credit_scouts"),
    "recount-scouts": every(3600, "evaluations.moments.tasks.recount_scouts"),
    "fill-pool": every(30, "evaluations.moments.tasks.fill_pool"),
    "flush-impressions": every(60, "evaluations.moments.tasks.flush_impressions"),
    "send-notices": every(30, "evaluations.moments.tasks.send_notices"),
}
