"""Reading a reply clause by clause: read() finds a revocation; what a person should look at is in reply_doubts.py.

A revocation is a command or a wish: it stands at the beginning of a clause, after courtesy and "could you", "I want you
to"; not behind "he", "did you" or "will not". What follows may narrow it, and then a person decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.sms import reply_phrases as english
from app.sms import reply_phrases_doubt as doubtful
from app.sms import reply_phrases_limits as limits
from app.sms import reply_phrases_other as other
from app.sms import reply_phrases_whose as whose
from app.sms import reply_phrases_wishes as wishes
from app.sms import reply_vocabulary as words_for
from app.sms.plain_reply import Clause, Plain
from app.sms.reply_words import COURTESY, LAUGHS

LONG = 40  # words: in a longer text a keyword counts only as the first or the last thing said
AHEAD = 160  # characters read after a stop for what narrows it
_SHORT = 60  # characters of a clause that is read in all languages without looking for stems first
_STARTS = 8  # courtesies and wishes taken off before a command


def compiled(*patterns: str) -> re.Pattern[str]:
    """One pattern of many, every repetition bounded, so that no text makes reading slow."""
    either = "|".join(f"(?:{pattern})" for pattern in patterns)
    return re.compile(re.sub(r"\)\+", "){1,6}", re.sub(r"\)\*", "){0,6}", either)))


_FIRM = compiled(*(rf"\b(?:{p})" for p in english.FIRM))
_WHOLE = [compiled(rf"(?:{p})(?= |$)") for p in english.WHOLE]
_ANY_WHOLE = compiled(*(rf"(?:{p})(?= |$)" for p in english.WHOLE))
NEGATED = compiled(rf"\b{wishes.NEGATED}")
_OPENING = compiled(rf"(?:(?:{wishes.WISH})|(?:{COURTESY})|{'|'.join(sorted(LAUGHS))})(?: |$)")
_LAST_COURTESY = re.compile(r"(?: (?:please|thanks|thank you|pls|asap|now|immediately|today|kindly|sir|maam))+$")
_TAIL = compiled(rf"(?:{COURTESY})(?: |$)")
_SOFT = re.compile(r"\b(?:and|so|but|please|because|cause|cuz|bc|since|then|or|just|also|therefore|pls) ")
_NEW_THOUGHT = re.compile(
    r"(?:and|so|or|because|cause|cuz|bc|since|i|im|ill|you|this|its|it|we|who|what|why|or|before i|god|have|"
    r"dont|stop|thats|that|leave|take|remove|unsubscribe|lose|never|wrong|not|he|she|how|no|if you|hes|shes|idk|is)\b"
)
_ASIDE = re.compile(
    r"(?:^|\b)(?:he|she|they|it|we|you|i|to|did|does|do|wont|cant|not|never|didnt|would|will|had|has|have|guys|"
    r"people|who|"
    r"doesnt|couldnt|wouldnt|when|if|ever|even|should|could|can|that|said|may|might|must|of|the|a|was|were|why|dont|"
    r"him|her|them|everyone|everybody|someone|people|always|my|his|their|friend|boss|about|for|by|from|without|than)$"
)
_OF_TEXTS = re.compile(r"\b(?:texts?|messages?|texting|messaging|unwanted|spam|interested|(?:my|this) number|wrong)\b")
_TO_US = re.compile(wishes.TO_US)
_AT_LAST = re.compile(wishes.AT_LAST)
_PLEA = re.compile(wishes.PLEA)
_BUT_ASKED = re.compile(
    r"(?:should be|is for you|need you|want you|like you|telling you|begging you|beg you|be nice|best thing is|it "
    r"take|it takes|time) "
    r"to$"
)
_ASKING = re.compile(
    r"(?:why|when|did|does|do|has|have|who|if|is|are|was|were|didnt (?:i|we|you)|whether|"
    r"what if|until|unless|where)\b"
)
_LIMITER = re.compile(limits.LIMITER)
_REASON = re.compile(
    r"\b(?:because|cause|cuz|since|or ill|or i will|or else|i (?:already|told|said|have|dont|am|never)|im|you are)\b"
)
_TAKES_BACK = re.compile(limits.TAKES_BACK)
_ONE_KIND = re.compile(limits.ONE_KIND)
_A_THING = re.compile(limits.A_THING)
_TEXTS = compiled(rf"{words_for.GAP}{{0,3}}(?:{words_for.OFFERS}|{words_for.JUNK})")
OTHER_STEMS = re.compile(other.STEMS)
_OWN_SLIP = re.compile(whose.OWN_SLIP)
_ADDRESSED = re.compile(r"\byou (?:\w+ ){0,3}wrong|(?:texting|texted|messaging|reached|got) (?:\w+ )?wrong")
_REMOVAL = compiled(
    r"(?:^|.{0,300} (?:please|kindly|so|and|just|por favor|favor de|svp) )(?:remove|delete|unsubscribe|discontinue|"
    r"take off|be removed|"
    r"quiten|borren|eliminen|saquen|quite|borre|elimine|quitenl[oa]|borrenl[oa]|eliminenl[oa]|saquenl[oa]|quitel[oa]|"
    r"borrel[oa]|"
    r"enlevez|effacez|supprimez|retirez)"
    r"(?: (?:it|him|her|us|them|this|this one|le|la))?$"
)
_NOT_THEIRS = re.compile(whose.NOT_THEIRS)
_ON_A_LIST = re.compile(doubtful.ON_A_LIST)
_WRONG_NUMBER = compiled(whose.WRONG_NUMBER)
_YOU_WRONG = re.compile(whose.YOU_WRONG)
_THREAT = re.compile(r"\b(?:if|unless) (?:you|u) (?:guys |people )?(?:dont|do not|wont)? ?(?:stop|"
    r"quit) (?:texting|messaging|harassing|contacting|spamming|bothering) (?:me|us)")
_DEATH = re.compile(whose.DEATH)
_LANGUAGES = [
    (compiled(*other.SPANISH), re.compile(other.SPANISH_NEGATED), re.compile(other.SPANISH_LIMITER)),
    (compiled(*other.FRENCH), re.compile(other.FRENCH_NEGATED), re.compile(other.FRENCH_LIMITER)),
]


@dataclass(frozen=True)
class Found:
    """"STOP", "review", "negated" or "" (nothing found), and the words that say so."""

    label: str
    words: str = ""


def read(reply: Plain) -> Found:
    """The revocation in this reply. A stop in any clause wins over doubt, doubt over a negated stop."""
    length, best = len(reply.text.split()), Found("")
    is_own_slip = bool(_OWN_SLIP.search(reply.text)) and not _ADDRESSED.search(reply.text)
    for place, clause in enumerate(reply):
        is_edge = place in (0, len(reply.clauses) - 1)
        found = _read(clause, is_bare_ok=is_edge or length <= LONG, is_own_slip=is_own_slip)
        if found.label == "STOP":
            after = reply.clauses[place + 1] if place + 1 < len(reply.clauses) else None
            if not (after and _TAKES_BACK.match(after.text)):
                return found
            found = Found("review", found.words)
        if _RANK[found.label] > _RANK[best.label]:
            best = found
    return best if best.label else _removal(reply)


def _removal(reply: Plain) -> Found:
    """"Please remove": of a number that is nobody's any more; else it may be about the old sink."""
    short = [_trimmed(clause.text) for clause in reply if len(clause.text) < AHEAD and not clause.is_question]
    asked = [said for said in short if _REMOVAL.match(said)]
    is_not_theirs = asked and (_NOT_THEIRS.search(reply.text) or _DEATH.search(reply.text))
    return Found("STOP", asked[0]) if is_not_theirs else Found("")


def _trimmed(text: str) -> str:
    """Without courtesy at both ends."""
    text = without_courtesy(text)
    return _LAST_COURTESY.sub("", text)


_RANK = {"": 0, "negated": 1, "review": 2, "STOP": 3}


def _read(clause: Clause, is_bare_ok: bool, is_own_slip: bool) -> Found:
    text = clause.text
    readers = (_listed, _in_other_languages) if is_own_slip else (_listed, _wrong_number, _in_other_languages)
    for reader in readers:
        found = reader(clause)
        if found.label:
            return found
    best = Found("")
    seen: set[int] = set()
    for start in [0, *(m.end() for m in _SOFT.finditer(text))]:
        found = _command(text, start, is_bare_ok, seen)
        if found.label in ("STOP", "negated") and start == 0 or found.label == "STOP":
            return found
        if _RANK[found.label] > _RANK[best.label]:
            best = found
    return best if best.label else _midway(clause, is_own_slip)


def _command(text: str, start: int, is_bare_ok: bool, seen: set[int]) -> Found:
    """A command or wish that begins here, behind any courtesy. `seen` are the places that have been read."""
    for _ in range(_STARTS):
        if start in seen:
            break
        seen.add(start)
        firm = _FIRM.match(text, start)
        if firm:
            return _unless_limited(firm[0], text[firm.end() : firm.end() + AHEAD])
        if NEGATED.match(text, start):
            return Found("negated", text[start:])
        for pattern in _WHOLE if _ANY_WHOLE.match(text, start) else ():
            whole = pattern.match(text, start)
            if whole and (is_bare_ok or " " in whole[0]):
                found = _if_all_said(whole[0], text[whole.end() + 1 : whole.end() + AHEAD])
                if found.label:
                    return found
        opening = _OPENING.match(text, start)
        if not opening:
            break
        start = opening.end()
    return Found("")


def _unless_limited(words: str, rest: str) -> Found:
    thing = _A_THING.match(rest) if words.startswith(("dont", "never", "not ")) else None
    if thing and not _TEXTS.match(rest, thing.end()):
        return Found("review", words)
    is_narrow = _ONE_KIND.search(words) or _LIMITER.search(_said_before_a_reason(rest))
    return Found("review" if is_narrow else "STOP", words)


def _said_before_a_reason(rest: str) -> str:
    return _REASON.split(rest, maxsplit=1)[0]


def _if_all_said(words: str, rest: str) -> Found:
    rest = without_courtesy(rest)
    if not rest.strip():
        return Found("STOP", words)
    is_bare = " " not in words
    if _NEW_THOUGHT.match(rest) and not is_bare:
        return _unless_limited(words, rest)
    return Found("review", words) if not is_bare and _LIMITER.match(rest) else Found("")


def without_courtesy(text: str) -> str:
    start = 0
    while tail := _TAIL.match(text, start):
        start = tail.end()
    return text[start:]


def _midway(clause: Clause, is_own_slip: bool) -> Found:
    """A command without any mark before it: "im driving stop texting me", but not "why did you stop texting me"."""
    threat = _THREAT.search(clause.text)
    if threat:
        return Found("STOP", threat[0])
    if _ASKING.match(without_courtesy(clause.text)) and not clause.text.startswith(("if ", "unless ")):
        return _asked(clause.text)
    last = _last_said(clause)
    if last.label and not (is_own_slip and last.words.startswith("wrong")):
        return last
    for firm in _FIRM.finditer(clause.text):
        before = clause.text[: firm.start()].rstrip()[-20:]
        if firm.start() and (_BUT_ASKED.search(before) or not _ASIDE.search(before)):
            return _unless_limited(firm[0], clause.text[firm.end() : firm.end() + AHEAD])
    return Found("")


def _last_said(clause: Clause) -> Found:
    """What ends a clause that lacks its marks: "I already bought a car stop", "nobody named Denise wrong number"."""
    text = _LAST_COURTESY.sub("", clause.text)
    last = _AT_LAST.search(text)
    if last and not clause.is_question:
        return Found("STOP" if last[0].startswith("wrong") or _OF_TEXTS.search(text) else "review", last[0])
    plea = _PLEA.search(text)
    if plea and not _ASIDE.search(text[: plea.start()].rstrip()[-20:]):
        return Found("STOP", plea[0])
    return Found("")


def _asked(text: str) -> Found:
    """A question that asks us to stop: "when will you stop texting me", "didn't I tell you to stop texting"."""
    to_us = _TO_US.match(text)
    places = (to_us.end(), text.rfind(" ", 0, to_us.end() - 1) + 1) if to_us else ()
    firm = next(filter(None, (_FIRM.match(text, place) for place in places)), None)
    if not firm or firm[0].startswith(("dont", "not", "never", "wont", "cant", "no ", "stopped", "id ", "i ")):
        return Found("")
    return _unless_limited(firm[0], text[firm.end() : firm.end() + AHEAD])


def _listed(clause: Clause) -> Found:
    found = _ON_A_LIST.search(clause.text)
    return Found("review" if clause.is_question else "STOP", found[0]) if found else Found("")


def _wrong_number(clause: Clause) -> Found:
    if clause.is_question or "wrong" not in clause.text:
        return Found("")
    found = _WRONG_NUMBER.match(clause.text) or _YOU_WRONG.match(clause.text)
    return Found("STOP", found[0]) if found else Found("")


def _in_other_languages(clause: Clause) -> Found:
    if len(clause.text) > _SHORT and not OTHER_STEMS.search(clause.text):
        return Found("")
    text = _LAST_COURTESY.sub("", clause.text)
    for pattern, negated, limiter in _LANGUAGES:
        no = negated.search(text)
        if no:
            return Found("negated", no[0])
        found = pattern.search(text)
        if found:
            is_limited = limiter.search(text, found.end(), found.end() + AHEAD)
            return Found("review" if is_limited else "STOP", found[0])
    return Found("")
