from .acts import record_upkeep
from .answers import record_answer, set_moment
from .comments import delete_comment, edit_comment, post_comment
from .erasure import erase_version, erase_version_of_another
from .holds import approve
from .leaving import (
    discard_drafts,
    erase_ideas,
    forget_words_to_moderators,
    give_up_votes,
    ideas_to_take,
    take_along_comments,
)
from .moderation import decide, flag, hide, keep, lock, show, unflag, unlock
from .overtaking import Overtaken, count_save
from .publication import discard_draft, edit_idea, publish, save_draft, set_vector, unpublish
from .reports import report
from .votes import cast_vote, reconcile, reconsider_votes, tally, withdraw_vote
from .words import fill_words, forget_unused_words, rebuild_words, write_anew

__all__ = [
    "Overtaken",
    "approve",
    "cast_vote",
    "count_save",
    "decide",
    "delete_comment",
    "discard_draft",
    "discard_drafts",
    "edit_comment",
    "edit_idea",
    "erase_ideas",
    "erase_version",
    "erase_version_of_another",
    "fill_words",
    "flag",
    "forget_unused_words",
    "forget_words_to_moderators",
    "give_up_votes",
    "hide",
    "ideas_to_take",
    "keep",
    "lock",
    "post_comment",
    "publish",
    "rebuild_words",
    "reconcile",
    "reconsider_votes",
    "record_answer",
    "record_upkeep",
    "report",
    "save_draft",
    "set_moment",
    "set_vector",
    "show",
    "take_along_comments",
    "tally",
    "unflag",
    "unlock",
    "unpublish",
    "withdraw_vote",
    "write_anew",
]
