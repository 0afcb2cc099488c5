"""The person who posted something."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from marketplace.accounts.models import User
from marketplace.api.links import absolute


class PersonLinksSerializer(serializers.Serializer[User]):
    html = serializers.URLField(help_text="The profile page.")


class PersonSerializer(serializers.ModelSerializer[User]):
    links = serializers.SerializerMethodField()

    class Meta:
        model = User
        fields = ("username", "is_house", "links")
        read_only_fields = fields

    @extend_schema_field(PersonLinksSerializer)
    def get_links(self, person: User) -> dict[str, str]:
        return {"html": absolute(self.context["request"], "profile", person.username)}
