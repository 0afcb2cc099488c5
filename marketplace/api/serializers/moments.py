"""Certifications, each with the evidence of its time."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from evaluations.moments.models import Certificate
from ideas.models import Idea

from .answers import AnswerSerializer
from .ideas import IdeaSummarySerializer


class EvidenceThenSerializer(serializers.Serializer[Any]):
    """The five answers as they were, each by its name."""

    obvious = AnswerSerializer()
    wanted = AnswerSerializer()
    overlooked = AnswerSerializer()
    works = AnswerSerializer()
    cheap = AnswerSerializer()


class CertificateSerializer(serializers.ModelSerializer[Certificate]):
    """A certification, on the evidence of its time; `ended` is null while it stands."""

    evidence = serializers.SerializerMethodField()
    idea = serializers.SerializerMethodField()

    class Meta:
        model = Certificate
        fields = ("id", "certified", "ended", "why_ended", "score", "revision", "evidence", "idea")
        read_only_fields = fields

    @extend_schema_field(EvidenceThenSerializer)
    def get_evidence(self, certificate: Certificate) -> dict[str, Any]:
        return {
            question: facts | {"clears": facts["lower"] is not None and facts["lower"] >= facts["floor"]}
            for question, facts in certificate.in_order
        }

    @extend_schema_field(IdeaSummarySerializer)
    def get_idea(self, certificate: Certificate) -> dict[str, Any]:
        idea: Idea = self.context["ideas"][certificate.idea_id]
        return dict(IdeaSummarySerializer(idea, context=self.context).data)
