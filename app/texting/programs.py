"""Programs, what a business texts about, by name: add(), rename(), close(); agreed() counts who agreed to each.

Consent is kept by program, under its name: agreement to one is none to another (CTIA Messaging Principles 5.1.2, one
opt-in for each campaign). So a name that somebody agreed to stays.
"""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.clock import now
from app.extensions import db
from app.models import Consent, OptIn, OptInTemplate, Program
from app.models.opt_in import PROGRAM_LEVELS
from app.texting.contact_fields import Unfit

LONGEST_NAME, LONGEST_ABOUT, LONGEST_FREQUENCY, MOST = 60, 200, 120, 50
LONGEST_ID = 19  # digits
AGREED = "People have agreed to “{}”, and what they agreed to is its name. Close it and add another."
ASKED = "People were asked to agree to “{}”, by this name. Close it and add another."
CLOSED = "This program is closed. Choose another, or send a text of your own."


def add(account_id: int, name: str, level: str, about: str = "", frequency: str = "") -> Program:
    """A program to text about, informational or promotional. Raises Unfit."""
    if len(Program.of_account(account_id)) >= MOST:
        raise Unfit(name=f"There are {MOST} programs already. Close one first.")
    if level not in PROGRAM_LEVELS:
        raise Unfit(level="Choose what kind of texts these are.")
    made = Program(
        account_id=account_id, name=_free(account_id, name), level=level,
        about=_short("about", about, LONGEST_ABOUT), frequency=_short("frequency", frequency, LONGEST_FREQUENCY),
    )
    db.session.add(made)
    _keep(made.name)
    return made


def rename(program: Program, name: str) -> None:
    """Call it something else, while nobody has agreed to it or was asked to. Raises Unfit."""
    if " ".join(name.split()) == program.name:
        return
    if _has_agreed(program):
        raise Unfit(name=AGREED.format(program.name))
    if _was_asked(program):
        raise Unfit(name=ASKED.format(program.name))
    program.name = _free(program.account_id, name, but=program.id)
    _keep(program.name)


def close(program: Program) -> None:
    """No text of it is written any more, and nobody is asked to agree to it. What was agreed stays on record."""
    if program.closed_at is None:
        program.closed_at = now()


def agreed(account_id: int) -> dict[str, int]:
    """How many numbers agree to each program, by its name."""
    query = select(Consent.topic, func.count()).where(
        Consent.account_id == account_id, Consent.topic != "", Consent.state == "granted"
    )
    return {name: count for name, count in db.session.execute(query.group_by(Consent.topic))}  # noqa: C416


def open_one(account_id: int, typed: str) -> Program | None:
    """The program of this account whose id was chosen; None for "". Raises Unfit where there is none to choose."""
    if not typed:
        return None
    is_id = typed.isascii() and typed.isdecimal() and len(typed) < LONGEST_ID
    found = Program.visible(account_id, int(typed)) if is_id else None
    if found is None or found.closed_at is not None:
        raise Unfit(program=CLOSED if found else "This is not a program of yours. Load the page again.")
    return found


def _has_agreed(program: Program) -> bool:
    """Ever: a consent that was withdrawn is on record under the name too."""
    same = Consent.account_id == program.account_id, Consent.topic == program.name
    return db.session.scalar(select(Consent.seq).where(*same).limit(1)) is not None


def _was_asked(program: Program) -> bool:
    asked = select(OptIn.id).join(OptInTemplate, OptInTemplate.id == OptIn.template_id)
    return db.session.scalar(asked.where(OptInTemplate.program_id == program.id).limit(1)) is not None


def _free(account_id: int, typed: str, but: int | None = None) -> str:
    name = " ".join(typed.replace("\x00", "").split())
    if not name:
        raise Unfit(name="Write a name for this program, as people will read it.")
    if len(name) > LONGEST_NAME:
        raise Unfit(name=f"This name has more than {LONGEST_NAME} characters. Shorten it.")
    if "{{" in name or "}}" in name:
        raise Unfit(name="A name has no {{ or }} in it. Take them out.")
    same = Program.account_id == account_id, func.lower(Program.name) == name.lower(), Program.id != (but or 0)
    taken = db.session.scalar(select(Program).where(*same).limit(1))
    if taken is not None:
        raise Unfit(name=_taken(taken.name, taken.closed_at is not None))
    return name


def _taken(name: str, is_closed: bool = False) -> str:
    stood = f"There was a program called “{name}”, which is closed; what people agreed to stays with its name."
    return f"{stood if is_closed else f'There is a program called “{name}” already.'} Choose another name."


def _short(field: str, typed: str, longest: int) -> str:
    words = " ".join(typed.replace("\x00", "").split())
    if len(words) > longest:
        raise Unfit(**{field: f"This has more than {longest} characters. Shorten it."})
    return words


def _keep(name: str) -> None:
    """Write it now; Unfit where somebody else gave the same name at this moment."""
    try:
        db.session.flush()
    except IntegrityError as error:
        raise Unfit(name=_taken(name)) from error
