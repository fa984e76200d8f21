"""What a reply means for the right to text: match(text) is STOP, START, HELP, review (a person decides) or none.

    match("pls stop texting me")         Match(label="STOP", rule="M7", words="stop texting me")
    match("stop by at 5?").label         "none"
    match("no", opt_in_pending=True)     Match(label="STOP", rule="M4", words="no", limited=True)

47 CFR 64.1200(a)(10): the words stop, quit, end, revoke, opt out, cancel and unsubscribe revoke consent, and so does
whatever else a reasonable person would read as that. Twilio matches its own single words only; this reads the rest.
Rules M1 to M9 are tried in order, the first that speaks decides. Pure, total, linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from app.sms import reply_answers as answers
from app.sms import reply_clauses as clauses
from app.sms.plain_reply import Plain, folded, split
from app.sms.reply_doubts import doubt
from app.sms.reply_words import COURTESY, DOUBTFUL_ALONE, HELPS, LAUGHS, NOES, STARTS, STOPS, WEAK_STOPS, YESES

STOP, START, HELP, REVIEW, NONE = "STOP", "START", "HELP", "review", "none"
FOOTER = "Reply STOP to opt-out of future text communications."

_TAPBACK = re.compile(
    r"\s*(?:(?:liked|loved|disliked|laughed at|emphasi[sz]ed|questioned|hearted|"
    r"le gusto|le encanto|se rio de|no le gusto|enfatizo|a aime|a adore|n a pas aime|a ri de|"
    r"reacted (?:with )?\S{1,12} to|removed an? [a-z ]{1,20} from|reacciono con \S{1,8} a|a reagi (?:avec|"
    r"par) \S{1,8} a)"
    r"\s+(?:[\"“”«„]|an? (?:image|photo|video|attachment|movie|audio message|sticker)\b)|"
    r"[^\w\s\"“”]{1,6}\s+to\s+[\"“”«„])"
)
_CLOSING = re.compile(r"[\"“”»]")
_OUR_WORDS = re.compile(
    r"(?:(?:reply|text|txt|send|respond)(?: with)?|repondez|responda|envie)\W{1,4}(?:stop|alto|arret)\W{1,4}(?:to|"
    r"2|para|pour)\W{1,4}"
    r"(?:opt\W?out|unsubscribe|cancel|end|quit|stop|cancelar|vous desabonner)"
    r"(?:\W{1,4}of\W{1,4}(?:future|all|our|these)(?:\W{1,4}(?:text|communications|messages|texts|sms)){1,3})?"
    r"(?:\W{1,4}help\W{1,4}(?:for|4)\W{1,4}help)?"
)
# What a phone adds, not the person: at the end, on a line of its own.
_SIGNATURE = re.compile(
    r"\n\s{0,9}(?:sent (?:from|via) (?:my )?[\w ]{2,40}|get outlook for \w{1,12}|envoye (?:de|depuis) mon \w{1,12}|"
    r"enviado desde mi \w{1,12})"
    r"[\s.]{0,9}$"
)
_STOP_SIGNS = "🛑⛔🚫🖕"
_PHONE = re.compile(r"(?:^|(?<= ))(?:1 )?\d{3} ?\d{3} ?\d{4}(?= |$)|(?:^|(?<= ))\d{3} \d{4}(?= |$)")
_LAUGH = "|".join(sorted(LAUGHS))
_LAUGHED_OFF = re.compile(rf"(?=.*\b(?:{_LAUGH})\b)(?:(?:stop|it|that|omg|oh|ok|{_LAUGH})(?: |$)){{2,9}}")
_COURTEOUS = re.compile(rf"(?:{COURTESY}|{'|'.join(sorted(LAUGHS))})(?= |$)")


@dataclass(frozen=True)
class Match:
    """The meaning of a reply, the rule that found it and the plain words that it read.

    `limited`: the person declined what we asked (an opt-in), so what we begin is refused, and replies stay open.
    """

    label: str
    rule: str
    words: str = ""
    limited: bool = False


@dataclass(frozen=True)
class _Asked:
    """The reply in its plain form, and what stands between us and the person."""

    plain: Plain
    said: str
    opt_in_pending: bool
    is_opted_out: bool

    @property
    def joined(self) -> str:
        """All letters without blanks: "st op" and "opt out" are keywords too."""
        text = self.plain.text
        return text.replace(" ", "") if len(text) < 40 else ""


def match(
    text: str, *, opt_in_pending: bool = False, is_opted_out: bool = False, footer: str = FOOTER
) -> Match:
    """What `text` asks for. `footer` is the opt-out line under our own texts, which a reply may quote."""
    said = _SIGNATURE.sub("", folded(text))
    reacted = _TAPBACK.match(said)
    if reacted:
        after = [*_CLOSING.finditer(said, reacted.end())]
        said = said[after[-1].end() :] if after else ""
        if not split(said).clauses:
            return Match(NONE, "M1", "reaction")
    own_words = _without_our_words(said, footer)
    asked = _Asked(split(own_words), own_words, opt_in_pending, is_opted_out)
    if not asked.plain.clauses:
        return _wordless(text, is_quote=own_words != said)
    for rule in _RULES:
        found = rule(asked)
        if found:
            return found
    return Match(NONE, "M9")


def _without_our_words(said: str, footer: str) -> str:
    said = _OUR_WORDS.sub(" ", said)
    words = re.findall(r"\w+", folded(footer))[:60]
    return re.sub(r"\W{1,9}".join(map(re.escape, words)), " ", said) if len(words) > 2 else said


def _wordless(text: str, is_quote: bool) -> Match:
    if is_quote:
        return Match(REVIEW, "M2", "our own footer")
    signs = [c for c in text if c in _STOP_SIGNS]
    return Match(REVIEW, "M2", "stop sign") if signs else Match(NONE, "M9")


def _keyword(asked: _Asked) -> Match | None:
    for label, words in ((STOP, STOPS), (START, STARTS), (HELP, HELPS)):
        if asked.joined in words:
            return Match(label, "M3", asked.plain.text)
    return None


def _answer(asked: _Asked) -> Match | None:
    """Yes and no are answers to us only while we asked, or while the person is opted out (Twilio: YES resubscribes)."""
    if asked.opt_in_pending:
        for label, words, says in ((START, YESES, answers.assents), (STOP, NOES, answers.declines)):
            if asked.joined in words or says(asked.plain.text):
                return Match(label, "M4", asked.plain.text, limited=label == STOP)
    if asked.is_opted_out and asked.joined == "yes":
        return Match(START, "M4", "yes")
    return None


def _courteous(asked: _Asked) -> Match | None:
    """Keywords with nothing but courtesy, anger or laughter beside them."""
    if answers.comes_back(asked.plain.text):
        return Match(START, "M5", asked.plain.text)
    if len(asked.plain.text) > 200:
        return None
    core = _core(_PHONE.sub(" ", asked.plain.text).strip())
    labels = {_label_of(word) for word in core}
    if not core or None in labels:
        return None
    words = asked.plain.text
    is_laughing = all(set(clause.text.split()) & LAUGHS for clause in asked.plain if set(clause.text.split()) & STOPS)
    is_laughing = is_laughing and bool(set(words.split()) & LAUGHS)
    if labels == {STOP}:
        return Match(REVIEW if set(core) <= WEAK_STOPS or is_laughing else STOP, "M5", words)
    if labels == {HELP}:
        return Match(HELP, "M5", words) if len(core) == 1 else None
    if labels == {START} or len(labels) > 1:
        return Match(START if labels == {START} and not is_laughing else REVIEW, "M5", words)
    return None


def _playing(asked: _Asked) -> Match | None:
    if _LAUGHED_OFF.fullmatch(asked.plain.text):
        return Match(REVIEW, "M5", asked.plain.text)
    if not answers.is_play(asked.plain, asked.said):
        return None
    is_alone = any(clause.text == "stop" for clause in asked.plain)
    return Match(REVIEW if is_alone and not answers.smiles(asked.said) else NONE, "M6", "stop")


def _revoking(asked: _Asked) -> Match | None:
    """M6 and M7: clause by clause, a stop that nobody takes back; a negated one counts for nothing."""
    found = clauses.read(asked.plain)
    if found.label == "negated":
        words = doubt(asked.plain, is_negated=True)
        if words:
            return Match(REVIEW, "M8", words)
        return Match(REVIEW if asked.is_opted_out else NONE, "M6", found.words)
    return Match(found.label, "M7", found.words) if found.label else None


def _doubtful(asked: _Asked) -> Match | None:
    if asked.joined in DOUBTFUL_ALONE or asked.is_opted_out and answers.misses_us(asked.plain.text):
        return Match(REVIEW, "M8", asked.plain.text)
    words = doubt(asked.plain)
    return Match(REVIEW, "M8", words) if words else None


_RULES: tuple[Callable[[_Asked], Match | None], ...] = (
    _keyword, _answer, _courteous, _playing, _revoking, _doubtful,
)  # fmt: skip


def _core(text: str) -> list[str]:
    """The words that are neither courtesy nor anger."""
    core, place = [], 0
    while place < len(text):
        polite = _COURTEOUS.match(text, place)
        end = polite.end() if polite else (text.find(" ", place) + 1 or len(text) + 1) - 1
        if not polite:
            core.append(text[place:end])
        place = end + 1
    return core


def _label_of(word: str) -> str | None:
    for label, words in ((STOP, STOPS), (START, STARTS), (HELP, HELPS)):
        if word in words:
            return label
    return None
