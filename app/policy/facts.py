"""Facts: everything the gate looks at for one text to one number, as values that print and can be kept."""

from __future__ import annotations

import json
import re
from dataclasses import MISSING, dataclass, fields, replace
from typing import Any, NamedTuple

FEW_LETTERS = 8
LONGEST_FOUND = 20
MOST_KEPT = 3  # findings in a decision that would grow too long
SPLIT_SECOND = re.compile(r"\.\d+(?=[+-])")
INSTANTS = ("last_inbound", "block_at", "ok_to_sms_at", "review_at", "waits_since", "opt_in_at")


class Agreed(NamedTuple):
    """How one level of consent stands: granted, expired, withdrawn or declined, since when and how it came about.
    `seq` is the event of the number's ledger that says so; topic "" is everything at that level."""

    level: str
    topic: str
    state: str
    at: str
    how: str
    seq: int


class Finding(NamedTuple):
    """What a look at the words found: the rule's id, whether it blocks, the word found (its sentence is made of both:
    content_words), and whether by it the text counts as an offer. Kept with each decision, hence so few bytes."""

    rule: str
    blocks: bool
    word: str = ""
    counts_as_offer: bool = False


@dataclass(frozen=True)
class Facts:
    """Instants are ISO 8601 in UTC; `zone` is the account's, for words only. A fact nobody has found out has its
    default, with which its row passes.

    Of asking them to opt in: `can_ask` is that we have a text for it and they weren't asked too often, `cannot_ask` why
    not (a key of rows_opt_in.WHY_NOT, or words), `asks_promotional` that what they answer is about this text's program,
    `asks_of_another` that it is about notices of another program than this one's.
    Of the hour: `zones` and `states` are the recipient's candidates, `local` their wall time, `window` the hours that
    hold, `quiet_until` the first allowed instant ("" when it is allowed now), `open_until` when that ends again, `hint`
    what stands beside an answer, `override` why somebody sends a text of their own all the same. `footer` is the
    opt-out line that goes with it.
    Of the sender: `number_kind` is local, local_ca (a Canadian one), toll_free or short_code, `stands_in_for` the
    number that was chosen where a verified one of the business sends for it.
    """

    purpose: str
    at: str
    actor: str
    may_send: bool
    sender: str
    sender_owned: bool
    to: str
    destination: str
    paused: str = ""
    name: str = ""
    has_texted: bool = False
    last_inbound: str = ""
    recent_inbound: bool = False
    block: str = "none"
    block_at: str = ""
    block_words: str = ""
    ok_to_sms: str = "UNSET"
    ok_to_sms_at: str = ""
    ok_to_sms_why: str = ""
    length: int = 0
    limit: int = 550
    has_media: bool = False
    reply_days: int = 7
    leave_by: str = ""
    waits_since: str = ""
    tokens: tuple[str, ...] = ()
    zone: str = "UTC"
    topic: str = ""
    consents: tuple[Agreed, ...] = ()
    review_at: str = ""
    review_words: str = ""
    source: str = ""
    line: str = "unknown"
    line_rule: str = "refuse"
    verification: str = ""
    verification_why: str = ""
    number_kind: str = ""
    stands_in_for: str = ""
    covers_purpose: bool = True
    is_canadian: bool = False
    opt_in: str = "NOT_SENT"
    opt_in_at: str = ""
    opt_in_first: str = "smart"
    can_ask: bool = False
    asks_promotional: bool = False
    asks_of_another: bool = False
    cannot_ask: str = ""
    national_dnc: bool = False
    findings: tuple[Finding, ...] = ()
    cap_until: str = ""
    quiet_until: str = ""
    quiet_words: str = ""
    open_until: str = ""
    zones: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    local: str = ""
    window: str = ""
    tzdata: str = ""
    hint: str = ""
    override: str = ""
    footer: str = ""
    funds: str = ""

    def agreed(self, level: str) -> Agreed | None:
        """The grant at this level that covers this text's topic, None where there is none."""
        for each in self.consents:
            if each.level == level and each.state == "granted" and each.topic in ("", self.topic):
                return each
        return None

    def agreed_at_all(self, *levels: str) -> Agreed | None:
        """A grant at one of these levels, whatever its topic."""
        return next((each for each in self.consents if each.level in levels and each.state == "granted"), None)

    def shorter(self, said: str) -> Facts:
        """The same facts with words that only sentences use cut short (but for what was `said`), and instants to the
        second."""
        consents = tuple(each._replace(how=each.how[:FEW_LETTERS]) for each in self.consents)
        findings = tuple(each._replace(word=each.word[:FEW_LETTERS]) for each in self.findings)
        instants = {name: SPLIT_SECOND.sub("", getattr(self, name)) for name in INSTANTS}
        return replace(
            self, name=self.name[:FEW_LETTERS], ok_to_sms_why="", review_words=self.review_words[:FEW_LETTERS],
            block_words=self.block_words[:FEW_LETTERS], verification_why=self.verification_why[:FEW_LETTERS],
            consents=consents, findings=findings, footer="", local="", hint="",
            quiet_words=self.quiet_words if self.quiet_words == said else "", **instants,
        )

    def shortest(self, said: str) -> Facts:
        """What decides, and of everything else little: one consent that covers this text, the findings that come first,
        two zones."""
        whole = self.shorter(said)
        level = ("promotional",) if self.purpose == "promo" else ("informational", "promotional")
        covering = [each for each in whole.consents if each.level in level and each.topic in ("", self.topic)]
        return replace(
            whole, consents=tuple(each._replace(how="") for each in covering[:1] or whole.consents[:1]),
            findings=tuple(each._replace(word="") for each in whole.findings[:MOST_KEPT]), zones=whole.zones[:2],
            states=(), verification_why="", line="unknown" if whole.line == "mobile" else whole.line, window="",
            opt_in_at="", ok_to_sms_at="", open_until="", name="", sender="",
            waits_since=whole.waits_since if whole.quiet_until or whole.cap_until else "",
            tokens=tuple(token[:FEW_LETTERS] for token in whole.tokens[:1]),
        )

    @classmethod
    def made(cls, **values: Any) -> Facts:
        """Facts(**values) in a fifth of the time: a frozen dataclass sets its sixty fields one by one. Every field
        without a default must be there, and none that isn't one."""
        new = object.__new__(cls)
        vars(new).update(DEFAULTS, **values)
        return new

    def kept(self) -> dict[str, Any]:
        """What a stored decision keeps: every fact that differs from its default."""
        kept = {name: value for name, usual in USUAL if (value := getattr(self, name)) != usual}
        if self.findings:
            kept["findings"] = tuple(found if found.counts_as_offer else found[:3] for found in self.findings)
        return kept

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Facts:
        whole = {
            **kept, **{name: tuple(kept.get(name, ())) for name in ("tokens", "zones", "states")},
            "consents": tuple(Agreed(*each) for each in kept.get("consents", ())),
            "findings": tuple(Finding(*each) for each in kept.get("findings", ())),
        }
        return cls(**whole)

    def __str__(self) -> str:
        return json.dumps(self.kept(), ensure_ascii=False)


USUAL = tuple((field.name, field.default) for field in fields(Facts))
DEFAULTS = {name: value for name, value in USUAL if value is not MISSING}
