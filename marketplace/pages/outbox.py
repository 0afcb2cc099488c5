"""Mail on one machine: written to files that `/mail/` shows, and to the log."""

import logging

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.filebased import EmailBackend

logger = logging.getLogger(__name__)


class OutboxBackend(EmailBackend):
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, file_path=settings.MAIL_DIR, **kwargs)  # type: ignore[arg-type]

    def write_message(self, message: EmailMessage) -> None:
        logger.info("Mail to %s: %s (read it at /mail/)", ", ".join(message.to), message.subject)
        super().write_message(message)
