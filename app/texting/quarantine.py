"""Texts to numbers that nobody here owned when they came: release() takes one in as if it came now, discard() does not.

Only for the operator: the text may be any account's.
"""

from __future__ import annotations

from app.extensions import db
from app.models import Number, Quarantine
from app.sms.segments import count
from app.sms.webhook_params import Inbound
from app.texting.receive import receive


class StillNobodys(Exception):
    """The number that was texted belongs to no account yet; its text says what to do."""


def release(row_id: int) -> str:
    """Store the text where its number now belongs: "stored", "duplicate", or "gone" when somebody else was quicker.
    Raises StillNobodys."""
    kept = db.session.get(Quarantine, row_id, with_for_update=True)
    if kept is None:
        return "gone"
    if Number.owned(kept.to_address) is None:
        raise StillNobodys(
            f"{kept.to_address} belongs to no account yet. Add it with `number add`, then release this text again."
        )
    result = receive(_inbound(kept))
    db.session.delete(kept)
    return result


def discard(row_id: int) -> None:
    """Let go of a text for good."""
    kept = db.session.get(Quarantine, row_id)
    if kept is not None:
        db.session.delete(kept)


def _inbound(kept: Quarantine) -> Inbound:
    """As the carrier's webhook gave it, whereabouts apart; its files are fetched once it is released."""
    media = [(url, kind) for url, kind in kept.media]
    return Inbound(
        sid=kept.carrier_sid, account_sid=None, from_=kept.from_address, to=kept.to_address, body=kept.body,
        raw_body=kept.raw_body, num_media=len(media), media=media, num_segments=max(1, count(kept.body).segments),
        messaging_service_sid=None, opt_out_type=None, from_city=None, from_state=None, from_zip=None,
        from_country=None,
    )  # fmt: skip
