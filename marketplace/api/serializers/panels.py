"""What invited panels say of an idea."""

from typing import Any

from rest_framework import serializers


class GroupShareSerializer(serializers.Serializer[Any]):
    """`yes` of `n`, with one-sided 80 % bounds as shares from 0 to 1."""

    what = serializers.CharField(help_text="got it, would use it and pay, or know no product.")
    yes = serializers.IntegerField()
    n = serializers.IntegerField()
    lower = serializers.FloatField()
    upper = serializers.FloatField()


class GroupVoiceSerializer(serializers.Serializer[Any]):
    """The numbers of one panel about the idea's present text. They are part of none of the five answers."""

    name = serializers.CharField()
    n = serializers.IntegerField(help_text="Answers that were not set aside.")
    aside = serializers.IntegerField(help_text="Answers that were.")
    shares = GroupShareSerializer(many=True)
