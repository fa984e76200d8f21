"""Which templates somebody sees: visible_to(user), what stands aside under a protected one, one of them by its id, and
narrowed() to what is looked for.

An account sees what those above it share down, from the top: what one of them has written over it takes its place for
all below, unless what it would take the place of is protected.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from app.extensions import db
from app.models import Account, Template, User
from app.policy.permissions import may

MINE, SHARED, ABOVE = "mine", "shared", "parent"


@dataclass(frozen=True)
class Seen:
    """A template as one user sees it: whose it is (MINE, SHARED, ABOVE), the account it belongs to, the name of whose
    words it took the place of, whether this user may change it here, and whether it stands aside."""

    row: Template
    whose: str
    home: Account
    over: str = ""
    may_change: bool = False
    is_aside: bool = False


def visible_to(user: User) -> list[Seen]:
    """What this user may use, by subject."""
    return [seen for seen in everything(user) if not seen.is_aside]


def everything(user: User) -> list[Seen]:
    """The same and what their account wrote over templates that are protected now."""
    lineage = lineage_of(user.account)
    rows = Template.in_reach([account.id for account in lineage], user.id)
    standing, before = _standing(lineage, [row for row in rows if row.owner_id is None])
    homes = {account.id: account for account in lineage}
    shares = may(user.role, "share_templates")
    found = []
    for row in rows:
        stands = row.owner_id is not None or standing.get(row.parent_id or row.id) is row
        is_here = row.account_id == user.account_id
        if not stands and not is_here:
            continue
        whose = MINE if row.owner_id else SHARED if is_here else ABOVE
        may_change = whose == MINE or (shares and stands and (is_here or not row.is_protected))
        over = homes[before[row.id].account_id].name if row.id in before else ""
        found.append(Seen(row, whose, homes[row.account_id], over, may_change, not stands))
    return found


def find(user: User, template_id: int) -> Seen | None:
    """One that this user sees, None where they don't (any more)."""
    return next((seen for seen in everything(user) if seen.row.id == template_id), None)


def was_theirs(user: User, template_id: int) -> bool:
    """Whether this is, or was before it was deleted or written over, a template that this user could see."""
    row = db.session.get(Template, template_id)
    if row is None:
        return False
    if row.owner_id is not None:
        return row.owner_id == user.id
    above = {account.id for account in lineage_of(user.account)[:-1]}
    return row.account_id == user.account_id or (row.is_shared_down and row.account_id in above)


def holds(user: User, media_id: int) -> bool:
    """Whether a template that this user sees has this file."""
    return any(media_id in seen.row.media_ids for seen in everything(user))


def narrowed(all_seen: Iterable[Seen], words: str = "", whose: str = "", kind: str = "") -> list[Seen]:
    """Those that hold every one of these words in subject, text or shortcut, of this whose (one of the three, or an
    account's id) and kind; "" is any."""
    wanted = words.lower().split()
    return [
        seen for seen in all_seen
        if (not kind or seen.row.kind == kind)
        and (not whose or whose in (seen.whose, str(seen.home.id) if seen.whose == ABOVE else ""))
        and all(word in _text(seen.row) for word in wanted)
    ]  # fmt: skip


def lineage_of(account: Account) -> list[Account]:
    """The accounts from the top of the tree down to this one."""
    found = [account]
    while found[0].parent_id is not None and found[0].parent_id not in {each.id for each in found}:
        found.insert(0, db.session.get(Account, found[0].parent_id))
    return found


def has_below(account: Account) -> bool:
    """Whether it has sub-accounts."""
    return db.session.scalar(select(Account.id).where(Account.parent_id == account.id).limit(1)) is not None


def _standing(lineage: list[Account], shared: list[Template]) -> tuple[dict[int, Template], dict[int, Template]]:
    """What stands for each template that began somewhere, by the id of that; and what each took, or would take, the
    place of."""
    standing: dict[int, Template] = {}
    before: dict[int, Template] = {}
    for account in lineage:
        for row in (each for each in shared if each.account_id == account.id):
            origin = row.parent_id or row.id
            there = standing.get(origin)
            if there is not None:
                before[row.id] = there
            if there is None or not there.is_protected:
                standing[origin] = row
    return standing, before


def _text(row: Template) -> str:
    return f"{row.subject}\n{row.body}\n/{row.shortcut}".lower()
