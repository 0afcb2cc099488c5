"""The site in a real browser, with real workers. Each page that a test opens must keep the security policy."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.db import connection
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.factories import PASSWORD
from tests.services import database_url

CHROMIUM = Path("/usr/bin/chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--js-flags=--max-lazy --no-opt",  # no page lives long enough to repay it: axe takes a tenth less
]
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
AXE_OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}

# Playwright's loop runs in this thread, and Django would take its own calls for asynchronous ones.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="module")  # not longer: while it is open, nothing else in this thread can run a loop
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        missing = f"Browser tests need Debian's chromium at {CHROMIUM}: apt-get install chromium."
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def reached_here(live_server: LiveServer, settings: Settings) -> None:
    """Links in mails and links to copy lead to the site that the test runs."""
    settings.SITE_URL = live_server.url


@pytest.fixture(params=[{}, {"java_script_enabled": False}], ids=["js", "nojs"])
def any_page(request: pytest.FixtureRequest, browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A page with JavaScript, then one without: what is tested with it must work both ways."""
    yield from opened(browser, live_server, **request.param)


@pytest.fixture
def page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    yield from opened(browser, live_server)


@pytest.fixture
def phone(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    yield from opened(browser, live_server, viewport=PHONE, has_touch=True, color_scheme="dark")


def opened(browser: Browser, live_server: LiveServer, **options: Any) -> Iterator[Page]:
    context = browser.new_context(base_url=live_server.url, **({"viewport": DESKTOP} | options))
    context.set_default_timeout(15_000)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    # What is refused on purpose (403, 404, 422) is reported by the browser and by htmx; scripts and policy are ours.
    refused = ("Failed to load resource", "Response Status Error Code")
    assert [text for text in complaints if not text.startswith(refused)] == []


@pytest.fixture
def sign_in() -> Callable[[Page, str], None]:
    def sign_in(page: Page, name: str) -> None:
        page.goto("/account/login/")
        page.get_by_label("Username or e-mail").or_(page.locator("input[name=login]")).first.fill(name)
        page.locator("input[name=password]").fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/")

    return sign_in


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """Fails with what axe finds on the page against WCAG 2.2 AA."""

    def check(page: Page) -> None:
        page.evaluate(AXE_SCRIPT)
        found = page.evaluate("options => axe.run(options).then(all => all.violations)", AXE_OPTIONS)
        nodes = [(rule["id"], node["html"], node["failureSummary"]) for rule in found for node in rule["nodes"]]
        assert nodes == [], page.url

    return check


@pytest.fixture
def workers(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """A real Celery worker for both lanes with its own beat, on the database of the test and the two real models."""
    name = connection.settings_dict["NAME"]
    environment = os.environ | {"DATABASE_URL": database_url(name), "SECRET_KEY": "tests-only"}
    # In a process of its own, because it asks the servers how they are, and this thread belongs to Playwright's loop.
    subprocess.run([sys.executable, "manage.py", "load_catalogue"], env=environment, check=True, capture_output=True)
    command = [sys.executable, "-m", "celery", "-A", "marketplace", "worker", "-Q", "quick,chat", "-B", "-l", "WARNING"]
    options = ["--pool", "threads", "-c", "4", "-s", str(tmp_path / "beat")]
    with (tmp_path / "worker.log").open("w") as log:
        worker = subprocess.Popen([*command, *options], env=environment, stdout=log, stderr=log)
        yield
        worker.terminate()
        worker.wait(30)
