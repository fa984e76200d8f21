"""What was typed into a form: typed_body(), typed_client_id(), typed_media_ids(), typed_version(), and what the
composer's check says of it."""

from __future__ import annotations

import uuid
from typing import Any

from flask import abort, request

from app.models import Account
from app.policy.content_words import FIXED, Fix, fix
from app.policy.tokens import has_any
from app.sms import plain, segments
from app.texting import drafts

LONGEST_TYPED = 10_000
LONGEST_ID = 19  # digits
MOST_IDS = 100  # files of one form; a text carries ten, and a statement of PostgreSQL 65,535 values
TOO_MUCH = f"This text has more than {LONGEST_TYPED:,} characters. Shorten it or send it in parts."


def typed_body() -> str:
    """The text as typed. Browsers send line breaks as CR LF; a text has LF. NUL can't be stored."""
    return request.form.get("body", "").replace("\r\n", "\n").replace("\x00", "")


def typed_client_id() -> str:
    """The form's own id, a UUID: the same text sent twice is one text."""
    try:
        return str(uuid.UUID(request.form.get("client_id", "")))
    except ValueError:
        abort(400)


def typed_media_ids() -> list[int]:
    """The ids of files attached, each once, in their order; nonsense is left out, and so is what nobody attaches."""
    return typed_ids("media_ids")


def typed_ids(name: str) -> list[int]:
    """Ids in one field, with commas between, in the same way."""
    given = request.form.get(name, "").split(",")
    ids = dict.fromkeys(int(each) for each in given if each.isdecimal() and len(each) < LONGEST_ID)
    return list(ids)[:MOST_IDS]


def typed_version() -> int:
    """The version a page gave its draft; 0 where there is none."""
    given = request.form.get("draft_version", "")
    return min(int(given), drafts.LARGEST_VERSION) if given.isdecimal() and len(given) < LONGEST_ID else 0


def is_too_much(body: str) -> bool:
    return len(body) > LONGEST_TYPED


def weighed(body: str) -> str:
    """What the gate is asked about: of a text beyond all limits only its length, since looking for tokens in it
    could take long. An empty field is asked about as if something stood in it."""
    return "x" * len(body.strip()) if is_too_much(body) else body or "…"


def counted(body: str, account: Account, footer: str = "", words: str = "") -> dict[str, Any]:
    """For composer/_check.html: segments (None where nobody waits for their count) of what goes out with the opt-out
    line under it, its characters, the limit, and by the gate's code what one press would mend. `words` are the text
    with its tokens filled in; where it has any, these are shown."""
    words = words or body
    wire = f"{words}\n{footer}" if footer and words.strip() else words
    count = None if is_too_much(words) else segments.count(wire)
    made = None if count is None or count.encoding == segments.GSM or words != body else plain.make_plain(body)
    fixes = {} if is_too_much(body) else _fixes(body, account)
    return {
        "count": count, "plain": made, "typed": len(words.strip()), "limit": account.length_limit, "footer": footer,
        "fixes": fixes, "goes_out": "" if words == body or has_any(words) or count is None else wire,
    }  # fmt: skip


def _fixes(body: str, account: Account) -> dict[str, Fix]:
    where = account.website or account.address
    found = {rule: fix(rule, body, account.name, where) for rule in FIXED}
    return {f"CONTENT_{rule}": each for rule, each in found.items() if each}
