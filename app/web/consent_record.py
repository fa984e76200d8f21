"""The record of a number's consent in words: record_of(phone), newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from app.extensions import db
from app.models import ConsentEvent, ConsentPerson, EvidenceFile, Phone, User
from app.texting.evidence import MEDIA

HAPPENED = {
    "grant": "Agreed", "withdraw": "Withdrawn", "expire": "Ended", "decline": "Declined", "attest": "Attested",
    "import": "Imported",
}  # fmt: skip
WHO = {"person": "They themselves", "provider": "The carrier", "system": "Leadline", "import": "An import"}
BASES = {
    "casl_implied_ebr": "A purchase or contract (CASL, implied)", "casl_implied_inquiry": "An inquiry (CASL, implied)",
}  # fmt: skip
KEPT_APART = {
    "revocation_raw_text": "What they said", "note": "Note", "identity_name": "Name then", "identity_other": "Known as",
    "ip": "IP address", "user_agent": "Browser",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One event: a title, who recorded it, labelled facts, and the file that shows it."""

    event: ConsentEvent
    title: str
    who: str
    facts: list[tuple[str, str]]
    file: EvidenceFile | None

    @property
    def is_later(self) -> bool:
        """Whether it was written down some time after it happened."""
        return self.event.recorded_at - self.event.occurred_at > timedelta(minutes=1)


def record_of(phone: Phone) -> list[Line]:
    """Four queries, however much there is."""
    chain = ConsentEvent.chain(phone.account_id, phone.e164)
    kept = EvidenceFile.of(phone.account_id, phone.e164)
    files = {name: each for each in kept for name in (each.id, each.sha256)}
    names = _names({event.actor_id for event in chain if event.actor_type == "agent" and event.actor_id})
    apart = _apart([event.id for event in chain])
    return [
        Line(event, _title(event), names.get(event.actor_id or 0) or WHO.get(event.actor_type, "Somebody here"),
             _facts(event) + apart.get(event.id, []), files.get(event.recording_or_file_id or ""))
        for event in reversed(chain)
    ]


def _title(event: ConsentEvent) -> str:
    program = f", {event.topic_or_program}" if event.topic_or_program else ""
    return f"{HAPPENED[event.event]}: {event.level.capitalize()}{program}"


def _facts(event: ConsentEvent) -> list[tuple[str, str]]:
    medium = "" if event.keyword_text else MEDIA.get(event.medium or "", event.medium or "")
    is_told = event.medium == "text" or bool(event.keyword_text)
    did = "" if is_told else event.affirmative_act
    said = (
        ("How", medium), ("Keyword", event.keyword_text), ("What they did", did),
        ("Words shown", event.disclosure_text), ("Words said", event.verbal_script), ("Page", event.source_url),
        ("Said by", event.revocation_channel), ("Carrier’s message id", event.inbound_message_sid),
        ("Basis", BASES.get(event.legal_basis or "")),
        ("Ends", f"{event.expires_at:%Y-%m-%d %H:%M} UTC" if event.expires_at else None),
    )  # fmt: skip
    return [(label, value) for label, value in said if value]


def _names(ids: set[int]) -> dict[int, str]:
    found = db.session.scalars(select(User).where(User.id.in_(ids))) if ids else ()
    return {user.id: user.name or user.email for user in found}


def _apart(ids: list[int]) -> dict[int, list[tuple[str, str]]]:
    """The personal fields, which may have been erased."""
    found: dict[int, list[tuple[str, str]]] = {}
    for row in db.session.scalars(select(ConsentPerson).where(ConsentPerson.event_id.in_(ids))):
        if row.field in KEPT_APART:
            found.setdefault(row.event_id, []).append((KEPT_APART[row.field], row.value))
    return found
