"""What a business keeps about its people: add_field(), change_field(), remove_field() for fields of its own;
add_type(), rename_type(), remove_type() for record types."""

from __future__ import annotations

import re
import unicodedata

from sqlalchemy import func, select, update

from app.extensions import db
from app.models import Contact, CustomField, OptInTemplate, RecordType

KINDS = {"text": "Text", "number": "Number", "date": "Date", "choice": "One of a list"}
LONGEST_LABEL, LONGEST_TYPE, MOST_FIELDS, MOST_CHOICES = 60, 40, 50, 50


class Unfit(ValueError):
    """It cannot be kept; .errors has a sentence for each field of the form."""

    def __init__(self, **errors: str) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = errors


def add_field(account_id: int, label: str, kind: str, choices: str) -> CustomField:
    """A field more, shown last. Raises Unfit."""
    fields = CustomField.of_account(account_id)
    if len(fields) >= MOST_FIELDS:
        raise Unfit(label=f"There are {MOST_FIELDS} fields already. Remove one first.")
    label = _label(label, fields)
    if kind not in KINDS:
        raise Unfit(kind="Choose what this field holds.")
    field = CustomField(
        account_id=account_id, key=_key(label, fields), label=label, kind=kind,
        choices=_choices(choices) if kind == "choice" else [], position=len(fields),
    )
    db.session.add(field)
    db.session.flush()
    return field


def change_field(field: CustomField, label: str, choices: str) -> None:
    """Another name, other values to choose from; what contacts hold stays. Raises Unfit."""
    others = [one for one in CustomField.of_account(field.account_id) if one.id != field.id]
    label = _label(label, others)
    if field.kind == "choice":
        field.choices = _choices(choices)
    field.label = label


def remove_field(field: CustomField) -> None:
    """The field is shown no more. Values stay with their contacts and are back when a field of this name is."""
    db.session.delete(field)


def add_type(account_id: int, name: str) -> RecordType:
    """Raises Unfit."""
    made = RecordType(account_id=account_id, name=_type_name(account_id, name))
    db.session.add(made)
    db.session.flush()
    return made


def rename_type(kind: RecordType, name: str) -> None:
    """Raises Unfit."""
    kind.name = _type_name(kind.account_id, name, but=kind.id)


def remove_type(kind: RecordType) -> None:
    """Its contacts have no record type then. Raises Unfit where an opt-in text was written for it: what its people were
    shown stays on record."""
    if db.session.scalar(select(OptInTemplate.id).where(OptInTemplate.record_type_id == kind.id).limit(1)):
        raise Unfit(type_name=f"{kind.name} has an opt-in text of its own, which stays on record. Rename it instead.")
    theirs = update(Contact).where(Contact.account_id == kind.account_id, Contact.record_type_id == kind.id)
    db.session.execute(theirs.values(record_type_id=None).execution_options(synchronize_session=False))
    db.session.delete(kind)


def used_by(kind: RecordType) -> int:
    """How many contacts are of this type."""
    return db.session.scalar(select(func.count()).select_from(Contact).where(Contact.record_type_id == kind.id))


def _label(typed: str, others: list[CustomField]) -> str:
    label = " ".join(typed.split())
    if not label:
        raise Unfit(label="Write a name for this field.")
    if len(label) > LONGEST_LABEL:
        raise Unfit(label=f"This name has more than {LONGEST_LABEL} characters. Shorten it.")
    if label.lower() in {one.label.lower() for one in others}:
        raise Unfit(label=f"There is a field called “{label}” already. Choose another name.")
    return label


def _key(label: str, others: list[CustomField]) -> str:
    """What templates and values know the field by, for good: letters of the first label."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:34] or "field"
    taken = {one.key for one in others}
    return next(key for key in (base, *(f"{base}_{n}" for n in range(2, MOST_FIELDS + 3))) if key not in taken)


def _choices(typed: str) -> list[str]:
    found = list(dict.fromkeys(filter(None, (" ".join(line.split()) for line in typed.splitlines()))))
    if not found:
        raise Unfit(choices="Write the values to choose from, one on each line.")
    if len(found) > MOST_CHOICES or any(len(value) > LONGEST_LABEL for value in found):
        raise Unfit(choices=f"Write at most {MOST_CHOICES} values of at most {LONGEST_LABEL} characters.")
    return found


def _type_name(account_id: int, typed: str, but: int | None = None) -> str:
    name = " ".join(typed.split())
    if not name:
        raise Unfit(type_name="Write a name for this record type.")
    if len(name) > LONGEST_TYPE:
        raise Unfit(type_name=f"This name has more than {LONGEST_TYPE} characters. Shorten it.")
    same = [kind for kind in RecordType.of_account(account_id) if kind.name.lower() == name.lower() and kind.id != but]
    if same:
        raise Unfit(type_name=f"There is a record type called “{name}” already. Choose another name.")
    return name
