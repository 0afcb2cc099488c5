"""What happens to accounts, one line each, for the operator. Logger `security`; it is written at every LOG_LEVEL.

Nothing that somebody typed is in it: who mistakes a field types a password where a name belongs.
"""

import logging

from django.http import HttpRequest
from rest_framework.throttling import BaseThrottle

from marketplace.accounts.models import User
from marketplace.visitors import network_of

logger = logging.getLogger("security")


def note(request: HttpRequest, event: str, person: User | None) -> None:
    """`person`: whose account it is; None if no account fits what was typed."""
    logger.info(line(request, event, person))


def warn(request: HttpRequest, event: str, person: User | None) -> None:
    """The same, for an attempt that failed."""
    logger.warning(line(request, event, person))


def line(request: HttpRequest, event: str, person: User | None) -> str:
    address: str | None = BaseThrottle().get_ident(request)  # type: ignore[arg-type]  # it reads META alone
    who = f"account={person.pk} name={person.username}" if person else "account=unknown"
    return f"{event}: {who} from={network_of(address)}"
