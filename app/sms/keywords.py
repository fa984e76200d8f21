"""The carrier's whole-word keywords: what a text asks for, and what the carrier does about it itself.

    classify("Stop!")                              "STOP"
    classify("yes", context="opted_out")           "START"
    carrier_blocks("local", "stop", None)          True: Twilio has blocked the pair and answered

Twilio: default STOP, START and HELP keywords (REVOKE and OPTOUT since 2025-05-14); on toll-free numbers
the network knows STOP, START and UNSTOP only, and short codes outside a service know none.
47 CFR 64.1200(a)(10) names the words that revoke consent.
"""

import unicodedata

STOP, START, HELP, NONE, REVIEW = "STOP", "START", "HELP", "none", "needs-human-review"
LABELS = (STOP, START, HELP, NONE, REVIEW)
CONTEXTS = (None, "optin_pending", "opted_out", "appointment_pending")
NUMBER_KINDS = ("local", "toll_free", "short_code")

STOP_WORDS = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
START_WORDS = frozenset({"START", "UNSTOP"})
HELP_WORDS = frozenset({"HELP", "INFO"})
YES = "YES"  # an answer like any other, unless something was asked or the person is opted out

_CARRIER_WORDS = {
    "local": {STOP: STOP_WORDS, START: START_WORDS | {YES}, HELP: HELP_WORDS},
    "toll_free": {STOP: frozenset({"STOP"}), START: START_WORDS, HELP: HELP_WORDS},
    "short_code": {STOP: frozenset(), START: frozenset(), HELP: frozenset()},
}


def classify(text: str, context: str | None = None) -> str:
    """The label of an inbound text: one of LABELS. `context` is what we wait for, one of CONTEXTS.

    Raises ValueError, with a sentence, for a context nobody knows or a text that is not a string.
    """
    return keyword_of(text, context)[0]


def keyword_of(text: str, context: str | None = None) -> tuple[str, str | None]:
    """The label and the keyword that decided it, in capitals; (NONE, None) for ordinary talk."""
    if not isinstance(text, str):
        raise ValueError(f"The text must be a string, not {type(text).__name__}.")
    if context not in CONTEXTS:
        known = ", ".join(str(name) for name in CONTEXTS[1:])
        raise ValueError(f"Nobody knows the context {context!r}. Leave it out or use one of: {known}.")
    word = _whole_word(text)
    if word == YES:
        return (START, YES) if context in ("opted_out", "optin_pending") else (NONE, None)
    for label, words in ((STOP, STOP_WORDS), (START, START_WORDS), (HELP, HELP_WORDS)):
        if word in words:
            return label, word
    return NONE, None


def carrier_answers(number_kind: str, text: str, label: str, opt_out_type: str | None = None) -> bool:
    """Whether the carrier has answered this keyword itself, so that we must not.

    `opt_out_type` is the webhook's OptOutType: present only when Advanced Opt-Out matched and replied.
    A text we label as no keyword has nothing to confirm: False.
    """
    if opt_out_type:
        return True
    return _sent_word(text) in _known_to_carrier(number_kind).get(label, frozenset())


def carrier_blocks(number_kind: str, text: str, opt_out_type: str | None = None) -> bool:
    """Whether this text made the carrier block the pair (further sends get error 21610)."""
    return _carrier_did(STOP, number_kind, text, opt_out_type)


def carrier_lifts(number_kind: str, text: str, opt_out_type: str | None = None) -> bool:
    """Whether this text made the carrier lift its block of the pair."""
    return _carrier_did(START, number_kind, text, opt_out_type)


def _carrier_did(label: str, number_kind: str, text: str, opt_out_type: str | None) -> bool:
    if opt_out_type:
        return opt_out_type.strip().upper() == label
    return _sent_word(text) in _known_to_carrier(number_kind)[label]


def _known_to_carrier(number_kind: str) -> dict[str, frozenset[str]]:
    if number_kind not in _CARRIER_WORDS:
        raise ValueError(f"A number is one of {', '.join(NUMBER_KINDS)}, not {number_kind!r}.")
    return _CARRIER_WORDS[number_kind]


def _sent_word(text: str) -> str:
    return text.strip().upper()


def _whole_word(text: str) -> str:
    """The text as one bare word in capitals: compatibility forms folded, and blanks, punctuation,
    quotes and emoji around it dropped."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    start, end = 0, len(folded)
    while start < end and not folded[start].isalnum():
        start += 1
    while end > start and not folded[end - 1].isalnum():
        end -= 1
    return folded[start:end].upper()
