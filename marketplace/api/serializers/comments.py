from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ideas.models import Comment
from marketplace.api.links import absolute

from .people import PersonSerializer


class CommentLinksSerializer(serializers.Serializer[Comment]):
    self = serializers.URLField()
    html = serializers.URLField(help_text="Its place on the page for people.")
    idea = serializers.URLField()


class CommentSerializer(serializers.ModelSerializer[Comment]):
    """A comment. One that was deleted or removed keeps its place and loses its words."""

    idea = serializers.CharField(source="idea.slug", read_only=True)
    author = PersonSerializer(read_only=True)
    parent = serializers.IntegerField(  # type: ignore[assignment]  # a field, which the metaclass takes away
        source="parent_id", read_only=True, allow_null=True
    )
    claim = serializers.IntegerField(
        source="claim_id",
        read_only=True,
        allow_null=True,
        help_text="The claim of prior art that the idea's author answers with it.",
    )
    depth = serializers.IntegerField(read_only=True, help_text="0 at the root of a thread.")
    held = serializers.SerializerMethodField(
        help_text="Whether it waits for a moderator. Only its author and moderators see it then."
    )
    stands = serializers.BooleanField(read_only=True, help_text="False if it was deleted or removed, or is held.")
    text = serializers.SerializerMethodField(help_text="Markdown, as it was written.")
    html = serializers.SerializerMethodField(help_text="The same as sanitized HTML.")
    links = serializers.SerializerMethodField()

    class Meta:
        model = Comment
        fields = (
            "id", "idea", "author", "parent", "claim", "depth", "stands", "held", "text", "html", "created", "edited",
            "links",
        )  # fmt: skip
        read_only_fields = fields

    def get_text(self, comment: Comment) -> str:
        return comment.text if comment.is_there else ""

    def get_held(self, comment: Comment) -> bool:
        return comment.held is not None

    def get_html(self, comment: Comment) -> str:
        return comment.html if comment.is_there else ""

    @extend_schema_field(CommentLinksSerializer)
    def get_links(self, comment: Comment) -> dict[str, str]:
        slug = comment.idea.slug
        return {
            "self": absolute("api-comment", comment.pk),
            "html": f"{absolute('idea', slug)}#comment-{comment.pk}",
            "idea": absolute("api-idea", slug),
        }
