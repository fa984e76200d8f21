"""Two colleagues take a person's two numbers away at the same moment: one of them is told that it is the only one."""

from __future__ import annotations

import threading

from app import transaction
from app.models import Event, Phone
from app.texting import contacts
from tests.texting.acts import at_once, rows


def test_two_numbers_taken_away_at_once_leave_one(app, world, pushed):
    fay = world.phone(world.fay, "Fay Winters").contact
    second = transaction.perform(contacts.add_number, fay, world.ben, "602 555 0182", "Work")
    numbers = [phone.id for phone in rows(Phone, contact_id=fay.id)]
    assert numbers[-1] == second.id
    is_read, is_done = threading.Event(), threading.Event()

    def hold() -> None:
        contacts.remove_number(fay, world.ana, numbers[0])
        is_read.set()
        is_done.wait(1)  # not set where the other waits for us, as it must
        transaction.commit()

    def also() -> None:
        is_read.wait(20)
        try:
            transaction.perform(contacts.remove_number, fay, world.ben, numbers[1])
        finally:
            is_done.set()

    assert list(map(str, at_once(app, hold, also))) == ["None", contacts.ONLY_NUMBER]
    assert [phone.id for phone in rows(Phone, contact_id=fay.id)] == numbers[1:]
    assert len(rows(Event, kind="number_removed")) == 1
