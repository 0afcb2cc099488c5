"""Absolute addresses, for readers who have nothing but the answer in their hands."""

from typing import Any

from django.urls import reverse
from rest_framework.request import Request


def absolute(request: Request, name: str, *args: Any) -> str:
    return str(request.build_absolute_uri(reverse(name, args=args)))
