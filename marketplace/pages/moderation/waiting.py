"""What the author of a post is told when it waits for a moderator."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from ideas.models import Hold

WAITS = "A moderator looks at this before others see it. {why}"


def say_if_held(request: HttpRequest, post: Any) -> bool:
    """Tell the author that the idea, comment or claim waits, and why. False if it does not."""
    hold = Hold.objects.open().about(**{post._meta.model_name: post}).first()
    if hold:
        messages.warning(request, WAITS.format(why=hold.get_reason_display()))
    return hold is not None
