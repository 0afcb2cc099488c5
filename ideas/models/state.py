"""The states of an idea, and who can see it in them."""

from django.db import models


class IdeaState(models.TextChoices):
    DRAFT = "draft"
    PUBLISHED = "published"
    UNPUBLISHED = "unpublished"  # withdrawn by its author; can be published again
    HIDDEN = "hidden"  # hidden by a moderator
    HELD = "held"  # waits until a moderator has looked at it
    ERASED = "erased"  # its author left and took the words along; the row holds what others gave, and nobody sees it


NEVER_SEEN = (IdeaState.DRAFT, IdeaState.ERASED)  # by anybody but the author of a draft
