"""The fields of a finished run that was scored on eight examples."""

from typing import Any

MEASURED: dict[str, Any] = {
    "state": "finished",
    "trials_done": 8,
    "n": 7,
    "errors": 1,
    "successes": 6,
    "score": 6 / 7,
    "lower": 0.55,
    "upper": 0.97,
    "lift": 0.36,
    "lift_lower": 0.1,
    "lift_upper": 0.6,
    "lift_p": 0.03,
    "baseline": 0.5,
    "p50_ms": 21.0,
    "p95_ms": 840.0,
    "input_tokens": 812,
    "output_tokens": 16,
    "usd_per_1000": 0.0042,
    "cost_basis": "It costs measured machine seconds at $0.10 an hour.",
}
