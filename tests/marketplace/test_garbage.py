"""What is loaded once is not gone through again at every full collection."""

import os
import subprocess
import sys

SPARED = "import gc; print(gc.get_freeze_count() > 100_000 > 10_000 > len(gc.get_objects()))"


def told(code: str) -> str:
    run = [sys.executable, "-c", f"{code}; {SPARED}"]
    return subprocess.run(run, env=os.environ, capture_output=True, text=True, check=True).stdout.strip()


def test_full_collection_in_a_site_spares_its_code() -> None:
    assert told("import marketplace.wsgi") == "True"


def test_full_collection_in_a_worker_spares_its_code() -> None:
    ready = "from celery.signals import worker_ready; worker_ready.send(sender=None)"
    assert told(f"import django; from marketplace.celery import app; app.loader.import_default_modules(); {ready}") == (
        "True"
    )
