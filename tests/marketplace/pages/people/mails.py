"""Following a mail as its reader would."""

import re
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import mail
from django.test import Client


def mailed_to(address: str) -> str:
    """The text of the latest mail to this address."""
    return next(str(message.body) for message in reversed(mail.outbox) if message.to == [address])


def link_in(text: str) -> str:
    """The path of the first link of the mail."""
    found = re.search(rf"{re.escape(settings.SITE_URL)}/\S+", text)
    assert found, text
    return urlsplit(found[0]).path


def confirm(client: Client, address: str) -> Any:
    """Open the confirmation that was mailed to this address and press its button."""
    path = link_in(mailed_to(address))
    assert client.get(path).status_code == 200
    return client.post(path, follow=True)
