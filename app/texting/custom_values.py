"""A business's own values for its texts, {{ account.booking_link }}: add(), change(), remove() one, used_in() says
which templates and scheduled texts hold it."""

from __future__ import annotations

import re
import unicodedata

from sqlalchemy import select

from app.extensions import db
from app.models import Account, Schedule, Template
from app.policy.tokens import names_in
from app.texting.contact_fields import Unfit
from app.texting.token_values import BUILT_IN

LONGEST_LABEL, LONGEST_KEY, LONGEST_VALUE, MOST = 60, 34, 300, 50
OURS = {name.partition(".")[2] for name in BUILT_IN if name.startswith("account.")}


def add(account: Account, label: str, value: str) -> str:
    """One more, last; the key that texts know it by, for good, made of its first label. Raises Unfit."""
    own = _locked(account)
    if len(own) >= MOST:
        raise Unfit(label=f"There are {MOST} values already. Remove one first.")
    made = _read(label, value, own.values())
    key = _key(made["label"], own.keys() | OURS)
    account.custom_values = {**own, key: made}
    return key


def change(account: Account, key: str, label: str, value: str) -> None:
    """Another label or value; texts that go out from now on say the new one. Raises Unfit."""
    own = _locked(account)
    if key not in own:
        raise Unfit(label="Somebody removed this value meanwhile. Add it again if it is needed.")
    made = _read(label, value, [each for other, each in own.items() if other != key])
    account.custom_values = {**own, key: made}


def remove(account: Account, key: str) -> None:
    """It stands for nothing any more: what holds it is refused until somebody takes it out."""
    own = _locked(account)
    account.custom_values = {other: each for other, each in own.items() if other != key}


def used_in(account: Account) -> dict[str, list[str]]:
    """By key what holds it: the names of templates (but not what somebody calls their own), and of texts that leave
    later the first words."""
    found: dict[str, list[str]] = {}
    templates = select(Template.subject, Template.body, Template.owner_id).where(
        Template.account_id == account.id, Template.deleted_at.is_(None), Template.body.contains("{{")
    )
    later = select(Schedule.body).where(
        Schedule.account_id == account.id, Schedule.state.in_(("draft", "waiting")), Schedule.body.contains("{{")
    )
    shared_first = templates.order_by(Template.owner_id.is_not(None), Template.id)
    held = [
        ("a personal template" if owner_id else f"“{subject}”", body)
        for subject, body, owner_id in db.session.execute(shared_first)
    ]  # fmt: skip
    held += [(f"a scheduled text, “{body[:24].strip()}…”", body) for body in db.session.scalars(later)]
    for called, body in held:
        for name in names_in(body):
            found.setdefault(name.removeprefix("account."), []).append(called)
    return found


def _locked(account: Account) -> dict[str, dict[str, str]]:
    """As they stand, to be written by nobody else now: two at once lose neither's."""
    db.session.refresh(account, ["custom_values"], with_for_update={"key_share": True})
    return dict(account.custom_values or {})


def _read(label: str, value: str, others) -> dict[str, str]:
    label, value = " ".join(label.split()), " ".join(value.split())
    if not label:
        raise Unfit(label="Write a name for this value.")
    if len(label) > LONGEST_LABEL:
        raise Unfit(label=f"This name has more than {LONGEST_LABEL} characters. Shorten it.")
    if label.lower() in {each["label"].lower() for each in others}:
        raise Unfit(label=f"There is a value called “{label}” already. Choose another name.")
    if not value:
        raise Unfit(value="Write the words that stand in its place.")
    if len(value) > LONGEST_VALUE:
        raise Unfit(value=f"This has more than {LONGEST_VALUE} characters. Shorten it.")
    if "{" in value or "}" in value:
        raise Unfit(value="Nothing is filled in here. Take out the braces.")
    return {"label": label, "value": value}


def _key(label: str, taken: set[str]) -> str:
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:LONGEST_KEY].strip("_") or "value"
    return next(key for key in (base, *(f"{base}_{n}" for n in range(2, MOST + len(OURS) + 3))) if key not in taken)
