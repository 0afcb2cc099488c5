"""Ports that the kernel picks, reserved across restarts of the server that listens on them; and who listens there."""

import http.client
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from marketplace.local.console import Fault

LOOPBACK = "127.0.0.1"


@contextmanager
def reserved() -> Iterator[int]:
    """A free port of the loopback interface.

    A socket that never listens keeps it bound: no other program gets the port, and a server of ours that sets
    SO_REUSEPORT can listen on it, end, and listen on it again.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        holder.bind((LOOPBACK, 0))
        yield holder.getsockname()[1]


def absence(port: int, path: str, seconds: float = 2) -> str:
    """Why the HTTP server at this port does not serve yet, "" if it does. llama.cpp answers 503 while it loads."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=seconds)
    try:
        connection.request("GET", path, headers={"Host": "localhost"})
        status = connection.getresponse().status
        return "" if status == http.HTTPStatus.OK else f"it answers {status} at {path}"
    except TimeoutError:
        return f"it has not answered at {path} within {seconds:.0f} s"
    except OSError as error:
        return f"it does not listen yet ({error.strerror})"
    except http.client.HTTPException:
        return f"it broke its answer off at {path}"
    finally:
        connection.close()


def free(value: str) -> int:
    """The operator's port. Raises Fault when it is not a port, or another program listens on it."""
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= 65535:
        raise Fault(f"PORT must be a number from 1 to 65535, not {value!r}.")
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((LOOPBACK, int(value)))
        except PermissionError as error:
            raise Fault(f"Port {value} needs more rights than this user has; set PORT to one above 1023.") from error
        except OSError as error:
            raise Fault(f"Port {value} is taken by another program; stop it, or set PORT.") from error
    return int(value)
