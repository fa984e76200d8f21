"""One change to many contacts: Act says which, apply() makes it, batch by batch, with as few statements as there are
kinds of rows. Whom "all that match" means is asked anew of the database, in the account and sight of whoever acts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import insert, update
from sqlalchemy.dialects import postgresql, sqlite

from app.clock import now
from app.extensions import db
from app.models import Contact, ContactTag, Event, RecordType, Tag, User
from app.models.contact_filter import Filter, Sight, matching
from app.models.contact_list import ids_after
from app.texting import contact_profile
from app.texting.contact_changes import tell_panels
from app.texting.contact_profile import Unfit
from app.texting.contacts import tag_named

BATCH = 250  # contacts a transaction: about 10 ms of SQLite's only writer
MOST_TICKED = 5_000
CHOOSE = "Choose what to do with them."


@dataclass(frozen=True)
class Selection:
    """Ticked contacts, or everybody who matches a filter but those unticked."""

    ids: tuple[int, ...] = ()
    everybody: Filter | None = None
    left_out: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Act:
    """What to do: add_tag, remove_tag, set_owner or set_type, with the row it is about (None: nobody, no type)."""

    kind: str
    row_id: int | None = None
    words: str = ""  # of the journey: the tags: added “water heater”
    name: str = ""


def prepare(actor: User, kind: str, value: str) -> Act:
    """The act that was chosen, made sure of; a new tag is made. Raises Unfit."""
    makers = {"add_tag": _adding, "remove_tag": _removing, "set_owner": _owning, "set_type": _typing}
    if kind not in makers:
        raise Unfit({"act": CHOOSE})
    return makers[kind](actor, value)


def batches(sight: Sight, chosen: Selection) -> Iterator[list[int]]:
    """Ids in batches, ascending, each asked for as its turn comes."""
    if chosen.everybody is None:
        ids = sorted(set(chosen.ids))
        for start in range(0, len(ids), BATCH):
            mine = matching(sight, Filter()).where(Contact.id.in_(ids[start : start + BATCH])).order_by(Contact.id)
            yield list(db.session.scalars(mine))
        return
    last = 0
    while found := ids_after(sight, chosen.everybody, last, BATCH):
        last = found[-1]
        yield [one for one in found if one not in chosen.left_out]


def apply(actor_id: int, account_id: int, act: Act, ids: list[int]) -> int:
    """Do it to these contacts of this account; how many it changed. One transaction's work."""
    if not ids:
        return 0
    changed = sorted(_DO[act.kind](act, ids))
    if changed:
        happened = {"account_id": account_id, "actor_id": actor_id, "kind": "contact_changed", "detail": act.words,
                    "at": now(), "count": 0, "change_no": 0}
        db.session.execute(insert(Event), [{**happened, "contact_id": one} for one in changed])
        tell_panels(changed)
    return len(changed)


def sentence(act: Act, changed: int, same: int) -> str:
    """What became of it, as the page says it."""
    them = f"{changed:,} contact{'' if changed == 1 else 's'}"
    said = {
        "add_tag": f"Added the tag “{act.name}” to {them}.",
        "remove_tag": f"Took the tag “{act.name}” away from {them}.",
        "set_owner": f"{act.name} now owns {them}." if act.row_id else f"{them} now {_have(changed)} no owner.",
        "set_type": f"{them} now {_have(changed)} the record type {act.name or 'none'}.",
    }[act.kind]
    if not changed:
        said = "Nothing changed."
    return f"{said} {_already(act, same)}".strip()


def _already(act: Act, same: int) -> str:
    if not same:
        return ""
    what = "did not have it" if act.kind == "remove_tag" else "had it already" if act.kind == "add_tag" else (
        "needed no change")
    return f"{same:,} {what}."


def _have(number: int) -> str:
    return "has" if number == 1 else "have"


def _adding(actor: User, value: str) -> Act:
    tag = tag_named(actor.account_id, contact_profile.clean_tag(value))
    return Act("add_tag", tag.id, f"the tags: added “{tag.name}”", tag.name)


def _removing(actor: User, value: str) -> Act:
    tag = Tag.named(actor.account_id, value)
    if tag is None:
        raise Unfit({"tag": "There is no tag of this name. Choose one from the list."})
    return Act("remove_tag", tag.id, f"the tags: took away “{tag.name}”", tag.name)


def _owning(actor: User, value: str) -> Act:
    if value == "":
        return Act("set_owner", None, "the owner")
    found = next((user for user in User.of_account(actor.account_id) if str(user.id) == value), None)
    if found is None:
        raise Unfit({"owner": "Choose an owner from the list: this person does not work here."})
    return Act("set_owner", found.id, f"the owner to {found.name}", found.name)


def _typing(actor: User, value: str) -> Act:
    if value == "":
        return Act("set_type", None, "the record type")
    found = next((kind for kind in RecordType.of_account(actor.account_id) if str(kind.id) == value), None)
    if found is None:
        raise Unfit({"type": "Choose a record type from the list: this one is not there any more."})
    return Act("set_type", found.id, f"the record type to {found.name}", found.name)


def _tag_all(act: Act, ids: list[int]) -> list[int]:
    dialect = sqlite if db.engine.dialect.name == "sqlite" else postgresql
    rows = [{"contact_id": one, "tag_id": act.row_id} for one in ids]
    statement = dialect.insert(ContactTag).values(rows).on_conflict_do_nothing().returning(ContactTag.contact_id)
    return list(db.session.scalars(statement))


def _untag_all(act: Act, ids: list[int]) -> list[int]:
    there = ContactTag.__table__
    gone = there.delete().where(there.c.contact_id.in_(ids), there.c.tag_id == act.row_id).returning(there.c.contact_id)
    return list(db.session.scalars(gone))


def _set(column: str) -> Callable[[Act, list[int]], list[int]]:
    def set_all(act: Act, ids: list[int]) -> list[int]:
        kept = getattr(Contact, column)
        other = kept.is_not(None) if act.row_id is None else (kept != act.row_id) | kept.is_(None)
        statement = update(Contact).where(Contact.id.in_(ids), other).values({column: act.row_id})
        return list(db.session.scalars(statement.returning(Contact.id), execution_options=_UNSEEN))

    return set_all


_UNSEEN = {"synchronize_session": False}
_DO = {"add_tag": _tag_all, "remove_tag": _untag_all, "set_owner": _set("owner_id"), "set_type": _set("record_type_id")}

