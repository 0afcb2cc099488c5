"""Acts of moderators as everybody may read them."""

from rest_framework import serializers

from ideas.models import ModerationAct


class ActSerializer(serializers.ModelSerializer[ModerationAct]):
    """One act. `by` is the role, never a name; `idea` is null for a person, and for what is not published."""

    by = serializers.SerializerMethodField(help_text="The role of who acted.")
    idea = serializers.SerializerMethodField(help_text="The slug of the idea that it is about or under.")

    class Meta:
        model = ModerationAct
        fields = ("id", "created", "by", "verb", "kind", "reason", "idea")
        read_only_fields = fields

    def get_by(self, act: ModerationAct) -> str:
        return act.role.split()[1]

    def get_idea(self, act: ModerationAct) -> str | None:
        idea = act.public_idea
        return idea.slug if idea else None
