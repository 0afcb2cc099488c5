"""Mail on one machine: written to files that `/mail/` shows, and to the log."""

import logging
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.filebased import EmailBackend

logger = logging.getLogger(__name__)


class OutboxBackend(EmailBackend):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs | {"file_path": str(settings.MAIL_DIR)})

    def write_message(self, message: EmailMessage) -> None:
        logger.info("Mail to %s: %s (read it at /mail/)", ", ".join(message.to), message.subject)
        super().write_message(message)
