"""Fields of work: what a player may say they know, and whom an idea may be for. The one list.

Each is named so that "people who work in ..." reads well. It is short, so that each field has people; the sections of
the International Standard Industrial Classification (ISIC, revision 4), joined and split as people would say them."""

from collections.abc import Iterable

from django.db import models


class WorkField(models.TextChoices):
    SHOPS = "shops", "shops and selling"
    CARE = "care", "care and medicine"
    TEACHING = "teaching", "teaching"
    RESEARCH = "research", "research"
    BUILDING = "building", "building trades"
    REPAIR = "repair", "repair and maintenance"
    FARMING = "farming", "farming and gardening"
    FOOD = "food", "kitchens and food"
    TRAVEL = "travel", "hotels and travel"
    TRANSPORT = "transport", "transport and storage"
    FACTORIES = "factories", "factories"
    ENERGY = "energy", "energy, water and waste"
    OFFICES = "offices", "offices"
    FINANCE = "finance", "money and accounts"
    LAW = "law", "law"
    PUBLIC = "public", "public offices and safety"
    SOFTWARE = "software", "software and data"
    MEDIA = "media", "writing and media"
    ARTS = "arts", "arts and design"
    CHARITIES = "charities", "charities and clubs"


def in_words(fields: Iterable[str]) -> str:
    """As in "people who work in ...": "law", "law or teaching"; "" of none."""
    return " or ".join(WorkField(field).label for field in fields)
