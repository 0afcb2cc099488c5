"""The prototype as a promptfoo config: one test for each example, named by its row alone.

promptfoo renders every text of a config as a template. So the config holds no text of an author or a model, except for
the description: the provider beside the config reads the request of a row from requests.jsonl."""

from collections.abc import Iterable
from typing import Any

import yaml


def config(title: str, rows: Iterable[int], *, checked: bool) -> str:
    """YAML. Answers that are compared with nothing have no assertion, so promptfoo only shows them.

    The tests are formatted by hand, because PyYAML takes seconds for thousands of them."""
    head: dict[str, Any] = {
        "description": title.replace("{", "(").replace("}", ")"),
        "prompts": ["row {{ row }}"],
        "providers": ["file://promptfoo_provider.cjs"],
    }
    if checked:
        head["defaultTest"] = {"assert": [{"type": "python", "value": "file://promptfoo_assert.py"}]}
    tests = "".join(f"- vars: {{row: {row:d}}}\n" for row in rows)
    return f"{yaml.safe_dump(head, allow_unicode=True, sort_keys=False, width=120)}tests:\n{tests}"
