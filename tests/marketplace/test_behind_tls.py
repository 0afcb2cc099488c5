"""The site behind a proxy that ends TLS, in a process of its own: people sign in, and plain HTTP is refused."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPMessage
from urllib.parse import urlencode

import pytest
from django.conf import settings as ours
from django.db import connection
from pytest_django import Settings

from marketplace.local.ports import LOOPBACK
from tests.factories import PASSWORD, make_person
from tests.services import database_url

HOST = "overlooked.example"


@dataclass
class Browser:
    """What a browser does with cookies whose names begin with __Host-, through a proxy that ends TLS."""

    port: int
    scheme: str = "https"
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, HTTPMessage, str]:
        asked = HTTPConnection(LOOPBACK, self.port, timeout=20)
        headers = {"Host": HOST, "X-Forwarded-Proto": self.scheme, "X-Forwarded-For": "198.51.100.7"}
        headers |= {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"https://{HOST}"}
        asked.request(method, path, urlencode(form or {}), headers)
        response = asked.getresponse()
        text = response.read().decode()
        asked.close()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, value = cookie.split(";")[0].split("=", 1)
            assert name.startswith("__Host-") and "; Secure" in cookie and "; Path=/" in cookie, cookie
            assert "Domain" not in cookie and ("; HttpOnly" in cookie or "; Max-Age=0" in cookie), cookie
            self.cookies[name] = value
        return response.status, response.headers, text


@pytest.fixture
def port(transactional_db: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with socket.create_server((LOOPBACK, 0)) as reserved:
        port = int(reserved.getsockname()[1])
    environment = os.environ | {
        "DATABASE_URL": database_url(connection.settings_dict["NAME"]),
        "DATA_DIR": str(tmp_path_factory.mktemp("data")),
        "DEBUG": "true",
        "SECRET_KEY": "k" * 50,
        "HTTPS": "true",
        "SITE_URL": f"https://{HOST}",
        "ALLOWED_HOSTS": HOST,
        "TRUSTED_PROXIES": "1",
    }
    command = [sys.executable, "-m", "marketplace.serve", f"{LOOPBACK}:{port}"]
    process = subprocess.Popen(command, cwd=ours.BASE_DIR, env=environment)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if Browser(port).ask("GET", "/healthz")[0] == 200:
                break
        except OSError:
            time.sleep(0.1)
    yield port
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0


def test_person_signs_in_and_out_behind_tls(port: int, settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]  # that of the process
    make_person("ada")
    browser = Browser(port)
    status, headers, page = browser.ask("GET", "/account/login/")
    assert status == 200 and headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[0]
    login = {"login": "ada", "password": PASSWORD, "csrfmiddlewaretoken": token}
    assert browser.ask("POST", "/account/login/", login)[0] == 302
    assert {"__Host-sessionid", "__Host-csrftoken", "__Host-messages"} <= browser.cookies.keys()
    page = browser.ask("GET", "/")[2]
    assert "Sign out" in page and "You are signed in." in page
    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[0]
    assert browser.ask("POST", "/account/logout/", {"csrfmiddlewaretoken": token})[0] == 302
    assert "Sign out" not in browser.ask("GET", "/")[2]
    plain = Browser(port, scheme="http")
    status, headers, _ = plain.ask("GET", "/account/login/")
    assert status == 301 and headers["Location"] == f"https://{HOST}/account/login/" and not plain.cookies
    status, headers, body = plain.ask("GET", "/api/v1/ideas/")
    assert status == 403 and "Location" not in headers and "served over https alone" in body
