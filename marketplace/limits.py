"""Limits for one account, or for one network address without an account. The settings import all of them."""

import environ

env = environ.Env()

IDEAS_PER_DAY: int = env.int("IDEAS_PER_DAY", 20)
COMMENTS_PER_DAY: int = env.int("COMMENTS_PER_DAY", 200)
REPORTS_PER_DAY: int = env.int("REPORTS_PER_DAY", 20)
STANCES_PER_DAY: int = env.int("STANCES_PER_DAY", 40)  # upholding or challenging claims of prior art
CLAIMS_PER_DAY: int = env.int("CLAIMS_PER_DAY", 20)  # of prior art
PANELS_PER_DAY: int = env.int("PANELS_PER_DAY", 5)  # invitations of groups to glance
PROPOSALS_PER_DAY: int = env.int("PROPOSALS_PER_DAY", 20)  # examples for other people's ideas
STRANGERS_EXAMPLES_PER_DAY: int = env.int("STRANGERS_EXAMPLES_PER_DAY", 20)  # for the strangers' sets of ideas
STRANGERS_VERDICTS_PER_DAY: int = env.int("STRANGERS_VERDICTS_PER_DAY", 60)  # on what others gave
LINKS_PER_POST: int = env.int("LINKS_PER_POST", 20)
NEW_ACCOUNT_DAYS: int = env.int("NEW_ACCOUNT_DAYS", 14)  # until then an account has smaller limits; 0: never
REPEATS_BEFORE_HOLD: int = env.int("REPEATS_BEFORE_HOLD", 3)  # posts of new accounts in 24 hours with one text or link
APPROVE_FIRST_POSTS: bool = env.bool("APPROVE_FIRST_POSTS", False)  # whether a moderator looks at them first
TRIES_PER_HOUR_BY_ACCOUNT: int = env.int("TRIES_PER_HOUR_BY_ACCOUNT", 60)
TRIES_PER_DAY_BY_ACCOUNT: int = env.int("TRIES_PER_DAY_BY_ACCOUNT", 300)
TRIES_PER_HOUR_BY_ADDRESS: int = env.int("TRIES_PER_HOUR_BY_ADDRESS", 20)  # without an account
TRIES_PER_DAY_BY_ADDRESS: int = env.int("TRIES_PER_DAY_BY_ADDRESS", 60)
TRIES_AT_ONCE: int = env.int("TRIES_AT_ONCE", 4)  # each occupies a thread of the web process, which has 8
PASTES_PER_HOUR_BY_ACCOUNT: int = env.int("PASTES_PER_HOUR_BY_ACCOUNT", 60)  # tables that are tried without posting
PASTES_PER_DAY_BY_ACCOUNT: int = env.int("PASTES_PER_DAY_BY_ACCOUNT", 200)
PASTES_PER_HOUR_BY_ADDRESS: int = env.int("PASTES_PER_HOUR_BY_ADDRESS", 30)  # without an account
PASTES_PER_DAY_BY_ADDRESS: int = env.int("PASTES_PER_DAY_BY_ADDRESS", 100)
GLANCES_PER_HOUR_BY_ACCOUNT: int = env.int("GLANCES_PER_HOUR_BY_ACCOUNT", 120)
GLANCES_PER_DAY_BY_ACCOUNT: int = env.int("GLANCES_PER_DAY_BY_ACCOUNT", 400)
GLANCES_PER_HOUR_BY_ADDRESS: int = env.int("GLANCES_PER_HOUR_BY_ADDRESS", 40)
GLANCES_PER_DAY_BY_ADDRESS: int = env.int("GLANCES_PER_DAY_BY_ADDRESS", 120)
PAGES_PER_MINUTE_BY_ACCOUNT: int = env.int("PAGES_PER_MINUTE_BY_ACCOUNT", 600)
PAGES_PER_MINUTE_BY_ADDRESS: int = env.int("PAGES_PER_MINUTE_BY_ADDRESS", 600)  # without an account
RUNS_PER_DAY: int = env.int("RUNS_PER_DAY", 100)
RUNS_PER_IDEA: int = env.int("RUNS_PER_IDEA", 24)
