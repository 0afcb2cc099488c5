from .certifying import assess, assess_marked, assess_missed, certify, certify_ripe, end_doubted
from .crediting import credit_scouts, pay, recount_scouts
from .pooling import draw, fill_pool
from .telling import send_notices

__all__ = [
    "assess",
    "assess_marked",
    "assess_missed",
    "certify",
    "certify_ripe",
    "credit_scouts",
    "draw",
    "end_doubted",
    "fill_pool",
    "pay",
    "recount_scouts",
    "send_notices",
]
