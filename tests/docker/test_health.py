"""The health check against a real server, as a container would run it."""

import os
import socket
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from marketplace.local.folders import BASE_DIR

pytestmark = pytest.mark.filterwarnings("error")


class Site(BaseHTTPRequestHandler):
    """Answers as the site behind a proxy does: only its own host, only over HTTPS."""

    status = 200

    def do_GET(self) -> None:
        welcome = self.headers["Host"] == "ideas.example" and self.headers["X-Forwarded-Proto"] == "https"
        self.send_response(self.status if welcome and self.path == "/healthz" else 400)
        self.end_headers()

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


class Broken(Site):
    status = 503


def health(port: int) -> int:
    program = f"import sys; sys.path.insert(0, 'docker'); import health; sys.exit(health.main({port}))"
    environment = os.environ | {"ALLOWED_HOSTS": ".ideas.example, localhost"}
    return subprocess.run([sys.executable, "-c", program], cwd=BASE_DIR, env=environment, check=False).returncode


@pytest.mark.parametrize(("site", "expected"), [(Site, 0), (Broken, 1)])
def test_health_tells_a_working_site_from_a_broken_one(site: type[Site], expected: int) -> None:
    with HTTPServer(("127.0.0.1", 0), site) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        assert health(server.server_port) == expected
        thread.join()


def test_health_fails_when_nothing_listens() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        assert health(unused.getsockname()[1]) == 1
