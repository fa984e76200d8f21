"""What the carrier takes along with a text: how many files, of which kinds, how large for each kind of sender.

Sources: Twilio, "Accepted content types for media" and "MMS size limits": ten items and 5 MB a message; jpeg, png and
gif are made smaller on the way to each carrier, everything else is passed on as it is and refused beyond that
carrier's limit (AT&T 1.0 MB for long codes and 0.6 MB for toll-free and short codes; Verizon and T-Mobile no less).
"""

from __future__ import annotations

from app.sms.media_types import BY_TYPE

MOST_FILES = 10  # Twilio: error 21623
MOST_BYTES = 5_000_000  # of one message. Twilio: error 11751
LARGEST_KEPT = 25_000_000  # bytes of one file that Leadline stores at all

# Twilio advises at most 600 KB for any sender: 10DLC carriers differ, toll-free and short codes end there.
LIMITS = {"local": 600_000, "toll_free": 600_000, "short_code": 600_000}

FIT = 490_000  # what a picture too large for a text is made to fit into: ten of them go in one text

SHRUNK = frozenset({"image/jpeg", "image/png", "image/gif"})  # on the way to each carrier; nothing else is
_NOT_BY_MMS = {"image/webp"}  # Twilio: WhatsApp only
ACCEPTED = frozenset(BY_TYPE) - _NOT_BY_MMS


def limit_for(sender_kind: str) -> int:
    """The most bytes that a text from this kind of number should carry."""
    return LIMITS.get(sender_kind, min(LIMITS.values()))


def may_travel(content_type: str, size: int, sender_kind: str) -> bool:
    """Whether a file of this kind and size arrives with a text from such a number, as it is."""
    return content_type in ACCEPTED and size <= limit_for(sender_kind)


def too_much(sizes: list[int]) -> str:
    """Why these files (in bytes) can't go together, in a sentence; empty when they can."""
    if len(sizes) > MOST_FILES:
        return f"A text carries at most {MOST_FILES} files. Take {len(sizes) - MOST_FILES} out and send them next."
    if sum(sizes) > MOST_BYTES:
        return f"Together these files are {human(sum(sizes))}; a text carries at most 5 MB. Send them in two texts."
    return ""


def too_much_as_it_is(files: list[tuple[str, int]], sender_kind: str) -> str:
    """Why these (content type, bytes) can't go together from such a number, in a sentence: what no carrier makes
    smaller must fit into its limit all together."""
    whole = [size for content_type, size in files if content_type not in SHRUNK]
    if sum(whole) <= limit_for(sender_kind):
        return ""
    limit = human(limit_for(sender_kind))
    return (
        f"Together these files are {human(sum(whole))} without the pictures; a text carries {limit}. "
        "Take some out, or send one as a link."
    )


def human(size: int) -> str:
    """A size as people read it: 412 KB, 2.4 MB."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} KB" if size >= 1000 else f"{size} bytes"
    return f"{size / 1_000_000:.1f}".removesuffix(".0") + " MB"
