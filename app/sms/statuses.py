"""Delivery states as a lattice: whatever order callbacks come in, and however often, the end is the same.

    advance(("queued", None), ("sent", None))          ("sent", None)
    advance(("delivered", None), ("sent", None))       ("delivered", None)
    advance(None, ("undelivered", 30003))              ("undelivered", 30003)

Twilio: "no guarantee that status callback requests always arrive in the order they were sent".
"""

State = tuple[str, int | None]  # the carrier's status word, its error code

RANK = {
    "accepted": 0,
    "scheduled": 0,
    "queued": 1,
    "sending": 2,
    "partially_delivered": 3,
    "sent": 3,
    "canceled": 4,
    "failed": 5,
    "undelivered": 6,
    "delivered": 7,
    "read": 8,
}

_FINAL = frozenset({"canceled", "failed", "undelivered", "delivered", "read", "received"})
_FAILURES = frozenset({"failed", "undelivered"})


def advance(current: State | None, incoming: State) -> State | None:
    """The greater of two states: highest rank; of two words at one rank the later in the alphabet; of two
    error codes at one rank the smaller, and any code beats none. A word without a rank changes nothing
    (and gives None when nothing was known before)."""
    known = [state for state in (current, incoming) if state is not None and state[0] in RANK]
    if not known:
        return None
    top = max(RANK[word] for word, _ in known)
    highest = [state for state in known if RANK[state[0]] == top]
    codes = [code for _, code in highest if code is not None]
    return max(word for word, _ in highest), min(codes, default=None)


def is_final(status: str) -> bool:
    """Whether no further change is expected. "sent" is not final, though some carriers never say more."""
    return status in _FINAL


def failure_code(state: State) -> int | None:
    """The error code to explain to people: only a text that failed has one. A late success may carry the
    code of one failed segment, and showing it would contradict the delivery."""
    return state[1] if state[0] in _FAILURES else None
