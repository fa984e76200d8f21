"""What a text is about, as chosen beside From: chosen_program() of the form, about_of() for the choice itself."""

from __future__ import annotations

from typing import Any

from flask import request

from app.models import Program, User
from app.texting import programs
from app.texting.access import Problem
from app.texting.contact_fields import Unfit


class NotAbout(Problem):
    """The program chosen is none that may be chosen."""


def chosen_program(user: User) -> Program | None:
    """The program that this text belongs to; None for a text of one's own. Raises NotAbout where there is no such one
    to choose (any more)."""
    try:
        return programs.open_one(user.account_id, request.form.get("program_id", ""))
    except Unfit as unfit:
        raise NotAbout(str(unfit)) from unfit


def program_or_none(user: User) -> Program | None:
    """The same where it is only to be shown."""
    try:
        return chosen_program(user)
    except NotAbout:
        return None


def about_of(user: User, program: Program | None = None) -> dict[str, Any]:
    """What composer/_top.html shows: the programs to choose from and the one chosen."""
    return {"programs": Program.of_account(user.account_id), "program_id": program.id if program else None}
