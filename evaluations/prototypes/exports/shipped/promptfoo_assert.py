"""The assertion that promptfoo runs on each answer."""

import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import overlooked_score as ours


def get_assert(output: Any, context: dict[str, Any]) -> dict[str, Any]:
    row = int(context["vars"]["row"])
    # promptfoo parses an answer that is JSON before it calls this.
    text = output if isinstance(output, str) else json.dumps(output, ensure_ascii=False)
    reason = (context.get("providerResponse") or {}).get("finishReason") or ""
    value = ours.score(row, text, reason)
    return {"pass": value == 1, "score": value, "reason": f"{value:.2f}, as the site scores it"}
