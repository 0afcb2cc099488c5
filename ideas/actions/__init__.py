from .answers import record_answer, set_moment
from .comments import delete_comment, edit_comment, post_comment
from .moderation import decide, flag, report, show_again, unflag
from .publication import discard_draft, edit_idea, publish, save_draft, set_vector, unpublish
from .votes import cast_vote, reconcile, reconsider_votes, tally, withdraw_vote

__all__ = [
    "cast_vote",
    "decide",
    "delete_comment",
    "discard_draft",
    "edit_comment",
    "edit_idea",
    "flag",
    "post_comment",
    "publish",
    "reconcile",
    "reconsider_votes",
    "record_answer",
    "report",
    "save_draft",
    "set_moment",
    "set_vector",
    "show_again",
    "tally",
    "unflag",
    "unpublish",
    "withdraw_vote",
]
