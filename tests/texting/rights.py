"""Who may be texted, kept in plain Python beside the product: Rights, one number in one brand, and what each thing that
is said changes about it. SAYS: words by what they mean. stands_after(): how consent stands when events are replayed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

SAYS = {
    "ordinary": ("Is anybody there?", "Can you come at 5?", "ok", "no"),
    "doubtful": ("not interested anymore", "this is spam"),
    "stop": ("STOP", "unsubscribe", "Stop!", "stop texting me please", "take me off your list"),
    "start": ("START", "unstop"),
    "yes": ("YES",),
    "help": ("HELP",),
}
CARRIER_STOPS = ("STOP", "unsubscribe")  # of those above: what Twilio takes for a stop on a local number


@dataclass
class Rights:
    """`block` is none, proactive or all; `doubts`: accounts with a reply to judge; `stops`: stops that were news and
    may be confirmed by us, once each; `started`: when they last said START, by account; `off`: accounts where
    somebody switched OK to SMS? off."""

    block: str = "none"
    carrier_blocks: bool = False
    doubts: set[int] = field(default_factory=set)
    stops: int = 0
    started: dict[int, datetime] = field(default_factory=dict)
    off: set[int] = field(default_factory=set)

    @property
    def is_out(self) -> bool:
        return self.block == "all"

    def hear(self, what: str, words: str, account: int, is_local: bool, at: datetime) -> None:
        """They text this to a number of that account."""
        if what == "stop":
            self.stop(carrier=is_local and words in CARRIER_STOPS, is_confirmed=True)
        elif what == "start" or (what == "yes" and self.is_out and (is_local or not self.carrier_blocks)):
            self.start(account, at)
        elif what == "no" and self.block == "none":
            self.block = "proactive"
        elif what == "doubtful" and not self.is_out:
            self.doubts.add(account)

    def stop(self, carrier: bool, is_confirmed: bool) -> None:
        """Everything is blocked; what was doubtful is clear."""
        self.stops += is_confirmed and not self.is_out
        self.carrier_blocks = carrier or (self.carrier_blocks and self.is_out)
        self.block = "all"
        self.doubts.clear()

    def start(self, account: int, at: datetime) -> None:
        """The person lifts everything."""
        self.block, self.carrier_blocks = "none", False
        self.doubts.clear()
        self.off.clear()
        self.started[account] = at

    def judged(self, answer: str, account: int) -> None:
        """A person decides on the doubtful reply to that account."""
        self.doubts.discard(account)
        if answer == "opted_out":
            self.stop(carrier=False, is_confirmed=True)
        elif answer == "partial" and self.block == "none":
            self.block = "proactive"

    def carrier_says_stopped(self, account: int, claimed_at: datetime) -> None:
        """Error 21610 for a text of that account, claimed then."""
        started = self.started.get(account)
        if started is None or started <= claimed_at:
            self.stop(carrier=True, is_confirmed=False)

    def forbids(self, purpose: str, account: int) -> bool:
        """Whether no text of this purpose may be claimed now for that account."""
        if purpose == "system":
            return False
        begins = purpose != "reply"
        return self.is_out or account in self.off or (begins and (self.block == "proactive" or bool(self.doubts)))


def stands_after(events: list[Any]) -> dict[tuple[int, str, str, str], str]:
    """Account, number, level and topic to granted or withdrawn. What is taken without a topic is taken for all."""
    stands: dict[tuple[int, str, str, str], str] = {}
    for event in events:
        level, topic = (event.account_id, event.phone_e164, event.level), event.topic_or_program or ""
        state = {"grant": "granted", "decline": "declined"}.get(event.event, "withdrawn")
        if state != "granted" and not topic:
            stands |= {key: state for key in stands if key[:3] == level}
        stands[*level, topic] = state
    return stands
