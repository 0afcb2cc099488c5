"""The web server: `python -m marketplace.serve 127.0.0.1:8000`.

Waitress reads every request in one thread, whole, before one of the THREADS that answer sees it. So a connection that
sends slowly, or nothing, costs a file descriptor and no thread: 500 of them do not delay anybody else. A body above
MAX_BODY is refused by its announced length, before any of it is stored.

Several processes may listen at one address; the kernel shares connections among them.
"""

import logging
import resource
import signal
import socket
import sys
from types import FrameType

from django.conf import settings
from waitress.channel import HTTPChannel
from waitress.server import create_server
from waitress.task import ErrorTask

from marketplace.pages.site.checks import log_warnings
from marketplace.wsgi import application

THREADS = 8
MAX_CONNECTIONS = 4_000
IDLE_SECONDS = 60
MAX_HEADER = 32_768  # bytes
MAX_BODY = 10_000_000  # bytes; forms hold 2.5 million, and one that is somewhat larger is shown again to be mended


def serve(address: str) -> None:
    """Serve the site at `host:port` until TERM or Ctrl-C; then answer what was begun, for at most five seconds."""
    signal.signal(signal.SIGTERM, end)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a full queue is normal for a moment
    log_warnings()
    server = create_server(
        application,
        sockets=[listening(address)],
        threads=THREADS,
        connection_limit=may_have_open(MAX_CONNECTIONS),
        channel_timeout=IDLE_SECONDS,
        cleanup_interval=5,
        asyncore_use_poll=True,
        max_request_header_size=MAX_HEADER,
        max_request_body_size=MAX_BODY,
        send_bytes=1,  # a demo's answer is shown as it comes
        clear_untrusted_proxy_headers=False,  # TRUSTED_PROXIES says how many of them are believed
        ident=None,
    )
    server.channel_class = SiteChannel
    server.run()


class RefusalTask(ErrorTask):  # type: ignore[misc]  # waitress has no types
    """What the server itself answers to a request that is too large or malformed, with the headers of the site."""

    def execute(self) -> None:
        self.response_headers += [
            ("X-Content-Type-Options", "nosniff"),
            ("Content-Security-Policy", "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"),
        ]
        if settings.HTTPS:
            self.response_headers.append(("Strict-Transport-Security", f"max-age={settings.SECURE_HSTS_SECONDS}"))
        super().execute()


class SiteChannel(HTTPChannel):  # type: ignore[misc]  # waitress has no types
    error_task_class = RefusalTask


def listening(address: str) -> socket.socket:
    """A socket at `host:port`, which other processes of this site may share."""
    host, _, port = address.rpartition(":")
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    listener.bind((host, int(port)))
    listener.listen(1024)
    return listener


def may_have_open(wanted: int, spare: int = 200) -> int:
    """How many connections this process may hold, once the limit of open files is as high as it goes."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return wanted if hard == resource.RLIM_INFINITY else max(100, min(wanted, hard - spare))


def end(signum: int, frame: FrameType | None) -> None:
    sys.exit()


if __name__ == "__main__":
    serve(sys.argv[1])
