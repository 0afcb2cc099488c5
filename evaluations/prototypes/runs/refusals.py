"""Whether an answer declines in its own words, as open models do: hardly any server reports a refusal for them. Pure.

Only the beginning is searched, and only in answers that are wrong anyway or compared with nothing, so no score changes.
An engineer who reads why a run fails sees refusals apart from mistakes. If the expected answer declines too, as a
letter of rejection does, no answer counts as a refusal."""

import re

LOOKED_AT = 240  # characters
SORRY = (
    r"(?:(?:(?:i['’]?m|i am)\s+(?:so\s+|very\s+|really\s+)?(?:sorry|afraid)|sorry|apologies|i\s+apologi[sz]e"
    r"|unfortunately)\W*(?:but\s+|that\s+|because\s+)?|as\s+an?\s+(?:ai|large\s+language|language|virtual)\b[^.!?\n]{0,60}?)"
)
CANNOT = (
    r"i\s*(?:can['’]?t|cannot|can\s+not|['’]?m\s+(?:unable|not\s+able)|am\s+(?:unable|not\s+able)|won['’]?t|will\s+not"
    r"|must\s+(?:decline|refuse))"
)
BETWEEN = r"(?:(?:be|able|to|really|currently|directly|fully|simply|legally)\s+){0,5}"
DO_IT = (
    r"(?:help(?!\s+but)|assist|comply|fulfil|fulfill|provide|answer|respond|reply|engage|discuss|do|share|create|generate"
    r"|produce|write|complete|process|support|participate|advise|give|continue|offer|perform|accept)\b"
)
DECLINES = re.compile(rf"\W*{SORRY}?\W*{CANNOT}\s+{BETWEEN}{DO_IT}", re.IGNORECASE)


def declines(answer: str) -> bool:
    return DECLINES.match(answer[:LOOKED_AT]) is not None
