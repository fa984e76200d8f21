"""Words that carriers act on, asked for with another meaning: reserved(text, ...) and says_how_to_stop(words).

"Reply CANCEL to cancel your appointment" unsubscribes whoever does as it says (47 CFR 64.1200(a)(10); Twilio's default
keywords), and "Reply 2 to unsubscribe" unsubscribes nobody.
"""

from __future__ import annotations

import re

from app.policy.content_fold import fold, words_of
from app.policy.content_lists import LISTS

_SAID = {name: frozenset(words) for name, words in LISTS["L14"].items() if isinstance(words, list)}
STOPS, STARTS, HELPS, ANSWERS = (_SAID[name] for name in ("stops", "starts", "helps", "answers"))
_ASKS = re.compile(
    r"\b(?P<verb>reply|text|txt|respond|send|answer|type)(?: (?:with|back|us|me))?:? ?(?P<quote>[\"“'(]?)"
    r"(?P<word>[a-z]{1,12}|\d{1,2})[\"”')]? (?P<link>to|2|if|for|when|and)\b(?P<rest>[^.!?\n]{0,60})",
    re.IGNORECASE,
)
_ASKS_LAST = re.compile(
    r"(?:^|[.!?:;,\n-]) ?(?P<link>to|if|when) (?P<rest>[^.!?\n]{2,60}?),? (?:please |just )?"
    r"(?P<verb>reply|text|txt|respond|send|answer|type)(?: (?:with|back|us|me))?:? ?(?P<quote>[\"“'(]?)"
    r"(?P<word>[a-z]{1,12}|\d{1,2})\b(?![\"”')]? (?:to|2|if|for|when|and)\b)",
    re.IGNORECASE,
)
_THINGS = frozenset(
    "appointment appointments visit booking reservation order delivery service job meeting session class call plan "
    "membership estimate trip ride table reschedule rescheduling".split()
)
_TEXTS = frozenset("text texts message messages msg msgs sms reminders alerts updates notifications offers".split())
_ASKING = frozenset("reply text txt respond send answer type".split())
_LOOSE = frozenset("reply respond text txt".split())


def reserved(text: str, words: tuple[str, ...]) -> tuple[str, str]:
    """The word asked for with a meaning that carriers don't give it, and the answer asked for ("YES" and the like),
    each "" where there is none."""
    if _ASKING.isdisjoint(words):
        return "", ""
    answer = ""
    for asked in _ASKS.finditer(text):
        word = asked["word"].lower()
        if word in ANSWERS:
            answer = answer or asked["word"]
        elif _is_meant(asked, word) and not _agrees(word, asked["link"].lower(), words_of(fold(asked["rest"]))):
            return asked["word"], answer
    wrong = next((asked["word"] for asked in _ASKS_LAST.finditer(text) if _is_wrong_last(asked)), "")
    return wrong, answer


def _is_wrong_last(asked: re.Match[str]) -> bool:
    """Of "to cancel your appointment reply CANCEL" and "to unsubscribe text 2", where the word comes last."""
    word, rest = asked["word"].lower(), words_of(fold(asked["rest"]))
    is_carriers = (word in STOPS or word.isdigit()) and _is_meant(asked, word)
    if not is_carriers or _agrees(word, asked["link"].lower(), rest):
        return False
    return word not in STOPS or (not _THINGS.isdisjoint(rest) and _TEXTS.isdisjoint(rest))


def says_how_to_stop(words: tuple[str, ...]) -> bool:
    """Whether it says how to opt out in words that carriers know: "Reply STOP to …", "STOP to end"."""
    for at, word in enumerate(words) if "stop" in words else ():
        if word != "stop":
            continue
        if words[at + 1 : at + 2] in (("to",), ("2",)) or _ASKING.intersection(words[max(0, at - 2) : at]):
            return True
    return False


def _is_meant(asked: re.Match[str], word: str) -> bool:
    """Whether the word stands as a keyword: in capitals, in quotes, or where no other reading is likely."""
    if asked["word"].isupper() or asked["quote"] or word.isdigit():
        return True
    return word in ("stop", "cancel", "quit", "unsubscribe") and asked["verb"].lower() in _LOOSE


def _agrees(word: str, link: str, rest: tuple[str, ...]) -> bool:
    """Whether the word means to carriers what the text says it does."""
    first = rest[0] if rest else ""
    if word in STOPS:
        return link in ("to", "2", "for", "and") and (
            first in ("opt", "optout", "unsubscribe") or (first in _SAID["stop_meanings"] and _only_texts(rest[1:4]))
        )
    if word in STARTS:
        return link in ("to", "and", "for", "2") and (first in _SAID["start_meanings"] or link == "and")
    if word in HELPS:
        return link in ("for", "to") and first in _SAID["help_meanings"]
    return not (link in ("to", "2") and first in ("unsubscribe", "opt", "optout", "unsub"))


def _only_texts(rest: tuple[str, ...]) -> bool:
    """Whether what is stopped are texts: "cancel", "end messages", and not "cancel your appointment"."""
    return all(word in _SAID["of_texts"] for word in rest if word not in STOPS | STARTS | HELPS)
