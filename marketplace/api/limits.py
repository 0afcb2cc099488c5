"""The header fields of limits beside that of requests, which the throttle sets."""

from collections.abc import Sequence

from rest_framework.views import APIView

from evaluations.prototypes.demos.quota import Allowance


def limit_headers(view: APIView, left: Sequence[Allowance]) -> None:
    """Add these limits to the headers of the answer of the view."""
    policies = [f'"{each.name}";q={each.limit};w={each.window}' for each in left]
    states = [f'"{each.name}";r={each.left};t={each.resets_in}' for each in left]
    for header, values in (("RateLimit-Policy", policies), ("RateLimit", states)):
        view.headers[header] = ", ".join([*filter(None, [view.headers.get(header)]), *values])
    if used_up := [each.resets_in for each in left if not each.left]:
        view.headers["Retry-After"] = str(max(used_up))
