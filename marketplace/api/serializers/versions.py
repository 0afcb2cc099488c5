"""Earlier texts of an idea in answers."""

from rest_framework import serializers

from ideas.models import IdeaVersion
from ideas.texts import VERSIONED


class VersionSerializer(serializers.ModelSerializer[IdeaVersion]):
    """An earlier text. One whose words were removed for ever keeps its place and says who removed them."""

    tags = serializers.ListField(child=serializers.CharField(), source="tag_names", read_only=True)
    erased_by = serializers.SerializerMethodField(help_text="`author` or `moderator`; null while the words are there.")

    class Meta:
        model = IdeaVersion
        fields = ("number", "revision", *VERSIONED, "tags", "replaced", "erased", "erased_by")
        read_only_fields = fields

    def get_erased_by(self, version: IdeaVersion) -> str | None:
        if version.erased is None:
            return None
        return "moderator" if version.erased_by_moderator else "author"
