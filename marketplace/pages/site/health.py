"""Is the process alive, and is the site ready? Only without the database is it not ready.

Beat sends each lane of workers a task that notes the time (`note_heartbeat`). The note has gone the whole way from beat
through Redis to a worker, so it is missing when any of them is. To ask the workers themselves would take half a second
of every probe.
"""

import time
from typing import Any

from django.core.cache import cache
from django.db import Error, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_redis import get_redis_connection
from redis.exceptions import RedisError

from evaluations.prototypes.models import Endpoint

OK, DEGRADED, FAILED = "ok", "degraded", "failed"
LANES = ("quick", "chat")
SILENT_AFTER = 60  # seconds; in the chat lane a heartbeat waits for one or two slices of 15 s

PartStatus = dict[str, Any]


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. It checks nothing else, so that a slow database does not get the process restarted."""
    return JsonResponse({"status": OK})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """The status of every part. 503 only when the database fails: without the other parts, pages still work."""
    database = database_part(connection)
    parts = {"database": database, "redis": redis_part(), "workers": workers_part()}
    if database["status"] == OK:
        parts["endpoints"] = endpoints_part()
    worst = max((part["status"] for part in parts.values()), key=(OK, DEGRADED, FAILED).index)
    return JsonResponse({"status": worst, "parts": parts}, status=503 if worst == FAILED else 200)


def database_part(connection: BaseDatabaseWrapper) -> PartStatus:
    """Whether the database answers and has the tables that this code expects."""
    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error as error:
        return {"status": FAILED, "reason": f"PostgreSQL does not answer: {type(error).__name__}"}
    unapplied = [str(migration) for migration, _ in plan]
    if unapplied:
        return {"status": FAILED, "reason": "Migrations are not applied; run migrate.", "unapplied": unapplied}
    return {"status": OK}


def redis_part() -> PartStatus:
    try:
        get_redis_connection("default").ping()
    except RedisError as error:
        reason = f"Redis does not answer: {type(error).__name__}. Votes are stored and counted later; limits are open."
        return {"status": DEGRADED, "reason": reason}
    return {"status": OK}


def workers_part() -> PartStatus:
    """Seconds since the last heartbeat of each lane."""
    ages = {lane: seconds_since_heartbeat(lane) for lane in LANES}
    lanes = {lane: None if age is None else round(age, 1) for lane, age in ages.items()}
    silent = [lane for lane, age in ages.items() if age is None or age > SILENT_AFTER]
    if silent:
        reason = f"No sign of life from: {', '.join(silent)}. Tallies and runs wait and go on later."
        return {"status": DEGRADED, "reason": reason, "seconds_since_sign_of_life": lanes}
    return {"status": OK, "seconds_since_sign_of_life": lanes}


def endpoints_part() -> PartStatus:
    """The model servers, as the workers last found them."""
    endpoints = list(Endpoint.objects.enabled())
    states = {endpoint.name: endpoint.state for endpoint in endpoints}
    if not endpoints:
        return {"status": DEGRADED, "reason": "No model server is configured, so no runs can be made.", "states": {}}
    away = [f"{endpoint.name} ({endpoint.reason or endpoint.state})" for endpoint in endpoints if not endpoint.is_up]
    if away:
        return {"status": DEGRADED, "reason": f"Not up: {', '.join(away)}. Their runs wait.", "states": states}
    return {"status": OK, "states": states}


def note_heartbeat(lane: str) -> None:
    cache.set(f"heartbeat:{lane}", time.time(), timeout=None)


def seconds_since_heartbeat(lane: str) -> float | None:
    """None if this lane never sent one, or Redis lost it."""
    noted = cache.get(f"heartbeat:{lane}")
    return None if noted is None else max(0.0, time.time() - noted)
