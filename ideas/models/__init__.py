from .answer import Answer, Question
from .comment import Comment
from .idea import Fit, Idea, IdeaState
from .mark import EvidenceMark, MarkQuerySet, TallyMark
from .report import Report
from .tag import Tag, Tagging
from .vector import IdeaVector
from .version import IdeaVersion
from .vote import Backing, Vote

__all__ = [
    "Answer",
    "Backing",
    "Comment",
    "EvidenceMark",
    "Fit",
    "Idea",
    "IdeaState",
    "IdeaVector",
    "IdeaVersion",
    "MarkQuerySet",
    "Question",
    "Report",
    "Tag",
    "Tagging",
    "TallyMark",
    "Vote",
]
