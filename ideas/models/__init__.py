from .act import ActVerb, Because, ModerationAct
from .answer import Answer, Question
from .appeal import Appeal, AppealState
from .comment import Comment
from .idea import Fit, Idea, labelled
from .mark import EvidenceMark, MarkQuerySet, TallyMark
from .prints import Hold, HoldReason, Print
from .report import Report
from .state import IdeaState
from .suspension import Suspension
from .tag import Tag, Tagging
from .vector import IdeaVector
from .version import IdeaVersion
from .vote import Backing, Vote
from .words import IdeaWords, KnownWord
from .work_field import WorkField, in_words

__all__ = [
    "ActVerb",
    "Answer",
    "Appeal",
    "AppealState",
    "Backing",
    "Because",
    "Comment",
    "EvidenceMark",
    "Fit",
    "Hold",
    "HoldReason",
    "Idea",
    "IdeaState",
    "IdeaVector",
    "IdeaVersion",
    "IdeaWords",
    "KnownWord",
    "MarkQuerySet",
    "ModerationAct",
    "Print",
    "Question",
    "Report",
    "Suspension",
    "Tag",
    "Tagging",
    "TallyMark",
    "Vote",
    "WorkField",
    "in_words",
    "labelled",
]
