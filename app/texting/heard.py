"""What the carrier's callbacks say: keep() writes them down as they came, said_of() is all that was said of a SID so
far, messages_of() the texts they speak of.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from app.clock import now
from app.extensions import db
from app.models import Attempt, CarrierEvent, Message
from app.sms.webhook_params import StatusUpdate
from app.texting.inserts import insert_or_leave

EVENT, TRY, TEXT = CarrierEvent.__table__.c, Attempt.__table__.c, Message.__table__.c
SIDS = bindparam("sids", expanding=True)
SAID = select(EVENT.carrier_sid, EVENT.status, EVENT.error_code).where(EVENT.carrier_sid.in_(SIDS))
TRIED = select(TRY.carrier_sid, TRY.message_id).where(TRY.carrier_sid.in_(SIDS))
OURS = select(TEXT.id).where(TEXT.id.in_(bindparam("ids", expanding=True)), TEXT.direction == "out")
Said = dict[str, list[tuple[str, int]]]
Heard = tuple[StatusUpdate, int | None, int | None]  # a callback, and the text and the try that its query names


def keep(heard: Sequence[Heard]) -> set[tuple[str, str, int]]:
    """Keep callbacks as they came; those that are new. A replayed opt-out must not undo a START that came since."""
    rows = {
        row_key(update): {"carrier_sid": update.sid, "status": update.status[:24],
                           "error_code": update.error_code or 0, "message_id": message_id, "received_at": now()}
        for update, message_id, _ in heard
    }
    if not rows:
        return set()
    given = [rows[key] for key in sorted(rows)]
    return {tuple(row) for row in insert_or_leave(CarrierEvent, given, "carrier_sid", "status", "error_code")}


def row_key(update: StatusUpdate) -> tuple[str, str, int]:
    """What makes a callback one of its own."""
    return update.sid, update.status[:24], update.error_code or 0


def said_of(sids: Sequence[str]) -> Said:
    """What callbacks have said of these SIDs so far: status and error code (0: none)."""
    said: Said = {}
    for sid, *event in db.session.execute(SAID, {"sids": list(sids)}) if sids else ():
        said.setdefault(sid, []).append(tuple(event))
    return said


def messages_of(heard: Sequence[Heard]) -> dict[str, int]:
    """The message each SID belongs to; where the SID is new here, the one that the callback's query names."""
    sids = {update.sid for update, _, _ in heard}
    found = {sid: message_id for sid, message_id in db.session.execute(TRIED, {"sids": list(sids)})}
    named = {u.sid: message_id for u, message_id, _ in heard if u.sid not in found and message_id is not None}
    if named:
        ours = db.session.scalars(OURS, {"ids": list(named.values())})
        found |= {sid: one for one in ours for sid in named if named[sid] == one}
    return found
