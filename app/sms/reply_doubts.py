"""What in a reply a person should look at: doubt() gives the words, or "" where there are none.

    doubt(plain("not interested, thanks"))      "not interested"
    doubt(plain("see you at five"))             ""
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from app.sms import reply_phrases_doubt as doubtful
from app.sms import reply_phrases_near as near
from app.sms import reply_phrases_other as other
from app.sms import reply_phrases_whose as whose
from app.sms.plain_reply import Plain
from app.sms.reply_clauses import AHEAD, NEGATED, OTHER_STEMS, compiled, without_courtesy

MANY = 12  # clauses: in a longer text each is searched for complaints only if a stem of theirs is in it
_NO_COMPLAINT = compiled(doubtful.NO_COMPLAINT)
_STEMS = re.compile(doubtful.STEMS)
_COMPLAINT = [compiled(rf"(?:\b|^)(?:{p})") for p in doubtful.COMPLAINTS]
_EXCUSED = [(compiled(rf"\b(?:{p})"), re.compile(excuse)) for p, excuse in whose.EXCUSED]
_NEAR = [re.compile(pattern) for pattern in near.NEAR]
_ORDINARY = re.compile(near.ORDINARY)
_OTHER_DOUBT = [re.compile(other.SPANISH_DOUBT), re.compile(other.FRENCH_DOUBT)]


def doubt(reply: Plain, is_negated: bool = False) -> str:
    """The words of a complaint, a threat, a half-said stop or a number that is another's; "" where there are none."""
    said = [clause.text for clause in reply if not (is_negated and NEGATED.search(clause.text))]
    said = [text for text in said if not _NO_COMPLAINT.match(without_courtesy(text))]
    for text in said:
        is_long = len(reply.clauses) > MANY or len(text) > AHEAD
        english_too = _COMPLAINT if not is_long or _STEMS.search(text) else []
        others_too = _OTHER_DOUBT if not is_long or OTHER_STEMS.search(text) else []
        found = _first((*english_too, *others_too), text)
        if found:
            return found
    return _unexcused(reply) or next(filter(None, (_near(text) for text in said)), "")


def _first(patterns: Iterable[re.Pattern[str]], text: str) -> str:
    return next((found[0] for found in (pattern.search(text) for pattern in patterns) if found), "")


def _near(text: str) -> str:
    return "" if _ORDINARY.search(text) else _first(_NEAR, text)


def _unexcused(reply: Plain) -> str:
    for complaint, excuse in _EXCUSED:
        found = complaint.search(reply.text)
        if found and not excuse.search(reply.text):
            return found[0]
    return ""
