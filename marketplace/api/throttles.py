"""The limit of requests per reader and minute, with the header fields of draft-ietf-httpapi-ratelimit-headers."""

import time
from typing import Any

from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.throttling import BaseThrottle

from marketplace.accounts.models import User
from marketplace.rates import WINDOW, count
from marketplace.visitors import network_of


class ByReader(BaseThrottle):
    """Counts signed-in people by account, and everybody else by network address."""

    timer = staticmethod(time.time)

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count the request, and set the headers for the response of the view, whatever its status will be."""
        policy, reader = self.policy_of(request)
        limit, now = int(api_settings.DEFAULT_THROTTLE_RATES[policy] or 0), int(self.timer())
        self.resets_in = WINDOW - now % WINDOW
        asked = count(f"asked:{policy}:{reader}:{now // WINDOW}")
        view.headers["RateLimit-Policy"] = f'"{policy}";q={limit};w={WINDOW}'
        view.headers["RateLimit"] = f'"{policy}";r={max(limit - asked, 0)};t={self.resets_in}'
        return asked <= limit

    def wait(self) -> float:
        return self.resets_in

    def policy_of(self, request: Request) -> tuple[str, str]:
        if isinstance(request.user, User):
            return "account", str(request.user.pk)
        return "address", network_of(self.get_ident(request))
