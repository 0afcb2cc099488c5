from .certificates import assess, assess_marked, assess_missed, certify, certify_ripe, end_doubted
from .eyes_pool import draw, fill_pool
from .leaving import close_ideas, forget_address
from .notices import forget_notices, send_notices
from .scout_credit import credit_scouts, pay, recount_scouts

__all__ = [
    "assess",
    "assess_marked",
    "assess_missed",
    "certify",
    "certify_ripe",
    "close_ideas",
    "credit_scouts",
    "draw",
    "end_doubted",
    "fill_pool",
    "forget_address",
    "forget_notices",
    "pay",
    "recount_scouts",
    "send_notices",
]
