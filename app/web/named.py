"""Whom somebody means: address_of(user, typed), the number typed or the one of the only person of that name."""

from __future__ import annotations

from app.models import Phone, User
from app.sms import e164

NOBODY = "Nobody here is called that. Write a whole number, like (602) 555-0148, or choose from the list."
FEWEST_DIGITS = 7  # of what is meant as a number, though it has letters in it
SEVERAL = "More than one person is called that. Choose from the list."


def address_of(user: User, typed: str) -> str:
    """Its E.164 number, also of "Dee Alvarez · (480) 555-0131", as a form says who it is. Raises
    e164.NumberProblem."""
    typed = typed.rpartition(" · ")[2]
    name = typed.strip().lower()
    if any(char.isalpha() for char in name):
        found = Phone.matching(user.account_id, name, user.department_ids())
        named = [phone for phone in found if phone.contact.name.lower() == name]
        if len(named) == 1:
            return named[0].e164
        if named or sum(map(str.isdigit, name)) < FEWEST_DIGITS:
            raise e164.NumberProblem(SEVERAL if named else NOBODY)
    return e164.parse(typed)
