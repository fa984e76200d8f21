"""The rule of the consent ledger's chain: spelled(row), digest(row), personal_digest(), first_link().

An event's hash is SHA-256 over the JSON of its columns, keys sorted, in one spelling on both databases. A column that
came after the first release counts only where it has a value, so that events written before it keep their hashes.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from app.models import ConsentEvent

NOT_HASHED = {"id", "row_hash"}
FROM_THE_FIRST = frozenset(
    """account_id phone_e164 seq event level topic_or_program legal_basis occurred_at recorded_at tz medium source_url
    form_id disclosure_text disclosure_version disclosure_sha256 affirmative_act checkbox_default phone_field_required
    condition_of_purchase terms_url privacy_url verbal_script recording_or_file_id keyword_text inbound_message_sid
    template_id template_version language jurisdiction implied_basis_date expires_at revocation_channel matcher_rule
    actor_type actor_id import_batch_id personal_digests prev_hash""".split()
)
COLUMNS = sorted(column.key for column in ConsentEvent.__table__.columns if column.key not in NOT_HASHED)


def spelled(row: Any) -> dict[str, Any]:
    """What of an event is hashed, as JSON knows it. `row`: a ConsentEvent, or its columns as the database gave them."""
    values = {name: _spelled(getattr(row, name)) for name in COLUMNS}
    return {name: value for name, value in values.items() if value is not None or name in FROM_THE_FIRST}


def digest(row: Any) -> str:
    """The hash of an event."""
    return hashlib.sha256(json.dumps(spelled(row), sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def personal_digest(salt: str, value: str) -> str:
    """What the chain holds of a personal field."""
    return hashlib.sha256(f"{salt}:{value}".encode()).hexdigest()


def first_link(account_id: int, e164: str) -> str:
    """What the first event of a chain names as the one before it."""
    return hashlib.sha256(f"leadline consent chain {account_id} {e164}".encode()).hexdigest()


def _spelled(value: Any) -> Any:
    return value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else value
