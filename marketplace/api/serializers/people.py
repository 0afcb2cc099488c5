"""The person who posted something."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from marketplace.accounts.models import User
from marketplace.api.links import absolute


class PersonLinksSerializer(serializers.Serializer[User]):
    html = serializers.URLField(allow_null=True, help_text="The profile page; null for somebody who has left.")


class PersonSerializer(serializers.ModelSerializer[User]):
    username = serializers.CharField(
        source="shown_name",
        read_only=True,
        help_text="“deleted” for everybody who has left, and for nobody else.",
    )
    links = serializers.SerializerMethodField()

    class Meta:
        model = User
        fields = ("username", "is_house", "links")
        read_only_fields = fields

    @extend_schema_field(PersonLinksSerializer)
    def get_links(self, person: User) -> dict[str, str | None]:
        if person.has_left:
            return {"html": None}
        return {"html": absolute("profile", person.username)}
