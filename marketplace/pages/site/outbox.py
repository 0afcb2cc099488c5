"""Mail on one machine: written to files that `/mail/` shows, and to the log."""

import logging
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.filebased import EmailBackend
from django.utils.crypto import get_random_string

logger = logging.getLogger(__name__)


class OutboxBackend(EmailBackend):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs | {"file_path": str(settings.MAIL_DIR)})
        # Django names the file by the second; two mails of one second would come in any order.
        self._fname = str(Path(self.file_path, f"{time.time_ns()}-{get_random_string(4)}.log"))

    def write_message(self, message: EmailMessage) -> None:
        logger.info("Mail to %s: %s (read it at /mail/)", ", ".join(message.to), message.subject)
        super().write_message(message)
