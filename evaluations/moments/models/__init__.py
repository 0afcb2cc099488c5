from .certificate import Candidacy, Certificate
from .event import EventKind, MomentEvent, Notice
from .impressions import Impressions
from .score import MomentScore
from .scout import Credit, Scout

__all__ = [
    "Candidacy",
    "Certificate",
    "Credit",
    "EventKind",
    "Impressions",
    "MomentEvent",
    "MomentScore",
    "Notice",
    "Scout",
]
