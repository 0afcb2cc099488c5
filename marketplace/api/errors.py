"""Errors for which REST framework has no exception."""

from collections.abc import Sequence
from typing import Any

from rest_framework import status
from rest_framework.exceptions import APIException, ValidationError


class Conflict(APIException):
    status_code = status.HTTP_409_CONFLICT
    default_detail = "This cannot be done in the state that it is in."


class TooLarge(APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = "The body is too large. 2,000 examples of together 1 MB are the most that an idea takes."


class OverQuota(APIException):
    status_code = status.HTTP_429_TOO_MANY_REQUESTS


class Unavailable(APIException):
    """`wait`: seconds until the next attempt, if known; sent in `Retry-After`."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE

    def __init__(self, detail: str, wait: int | None = None) -> None:
        super().__init__(detail)
        self.wait = wait


class BadParameter(APIException):
    """A query parameter is wrong. `detail` is {parameter: [messages]}."""

    status_code = status.HTTP_400_BAD_REQUEST


class InDoubt(ValidationError):
    """A table cannot be read, or only in one of several ways. `readings`: those among which one may choose."""

    def __init__(self, detail: dict[str, Any], readings: Sequence[dict[str, Any]] = ()) -> None:
        super().__init__(detail)
        self.readings = list(readings)
