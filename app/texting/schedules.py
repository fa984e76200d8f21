"""What leaves later: keep() a new schedule or draft, change() and end() one, look() at one before it is kept;
visible(), upcoming(), drafts(), of_thread() for pages; replied() and stopped(), what makes one end by itself. Firing:
firing.py.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from app.models import Conversation, Phone, Schedule, User
from app.policy.verdict import Verdict
from app.texting.access import Problem
from app.texting.recurrence import Repeats

OVERTAKEN = "Somebody changed this meanwhile. Look at it as it is now, then change it again."


class Wrong(Problem):
    """This can't be kept so; `field` names what to mend (conversation, body, wall, zone, repeats, until, count,
    media)."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True)
class Planned:
    """What somebody wants to leave later. `wall` is naive, in `zone`; a draft may lack anything but its department."""

    kind: str  # text, note
    department_id: int
    conversation_id: int | None
    body: str
    wall: datetime | None
    zone: str
    repeats: Repeats = field(default_factory=Repeats)
    media_ids: tuple[int, ...] = ()
    number_id: int | None = None
    template_id: int | None = None
    program_id: int | None = None
    notify: bool = False
    cancels_on_reply: bool = False


@dataclass(frozen=True)
class Look:
    """What would come of it: the instant of the first occurrence, a sentence that says when in both zones, what the
    gate says of it at that instant (None for a note), further sentences (`warnings`: skipped by the clocks, shown
    twice, a later hour because of quiet hours), and what is wrong (`problem`, `field`; "" when it can be kept)."""

    at: datetime | None = None
    sentence: str = ""
    verdict: Verdict | None = None
    warnings: tuple[str, ...] = ()
    problem: str = ""
    field: str = ""


def look(author: User, planned: Planned) -> Look:
    """Nothing is written."""
    raise NotImplementedError


def keep(author: User, planned: Planned, client_id: str, as_draft: bool = False, draft_version: int = 0) -> Schedule:
    """A new one; the composer's draft up to this version becomes empty. The same client_id again is the same schedule.
    Raises Wrong, access.Moved."""
    raise NotImplementedError


def change(schedule: Schedule, actor: User, planned: Planned, version: int, as_draft: bool = False) -> Schedule:
    """Have it so from now on, as long as it isn't over: a draft becomes scheduled, what was scheduled a draft. Raises
    Wrong, Problem where somebody changed it meanwhile (`version` is not the row's) or it has fired for the last time,
    access.Moved."""
    raise NotImplementedError


def end(schedule: Schedule, actor: User) -> None:
    """Delete it: nothing of it leaves any more. Raises Problem where it is over already, access.Moved."""
    raise NotImplementedError


def visible(user: User, schedule_id: int) -> Schedule | None:
    """The schedule if it is of this user's account and a department they see."""
    raise NotImplementedError


def upcoming(user: User, department_id: int | None = None, kind: str = "", limit: int = 200) -> list[Schedule]:
    """Those that wait, the next first."""
    raise NotImplementedError


def drafts(user: User, department_id: int | None = None, kind: str = "", limit: int = 200) -> list[Schedule]:
    """Kept without a date, the newest first."""
    raise NotImplementedError


def counts(user: User, department_id: int | None = None, kind: str = "") -> tuple[int, int]:
    """(waiting, drafts)."""
    raise NotImplementedError


def of_thread(conversation_id: int) -> list[Schedule]:
    """Those that wait for this conversation, the next first."""
    raise NotImplementedError


def zone_for(conversation: Conversation | None, user: User) -> str:
    """The zone that a time is meant in unless said: the recipient's (confirmed, else guessed from their number), else
    the user's."""
    raise NotImplementedError


def replied(conversation: Conversation) -> None:
    """They answered: what was to leave only without an answer is canceled. The conversation is locked."""


def stopped(phone: Phone, conversations: list[Conversation]) -> int:
    """They said stop: cancel every text that was to leave to this (locked) phone later; how many. Notes stay."""
    return 0


def merged(from_id: int, into: Conversation) -> None:
    """One thread became part of another: what waits goes with it."""
