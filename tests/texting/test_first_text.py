"""Two agents who agree for, and text, the same stranger at once make one person, one record and two texts."""

from __future__ import annotations

from uuid import uuid4

from app.clock import now
from app.models import Consent, ConsentEvent, Contact, Conversation, Message, Phone
from app.texting import agreement, first_text, ledger
from app.texting.agreement import Given
from app.transaction import commit, perform
from tests.texting.acts import at_once, rows

GUS = "+14805550169"


def agree_and_open(world, agent):
    given = Given("verbal", now(), "America/Phoenix", "May we text you? Sure.")
    assert agent.account.time_zone and agent.department_ids() and world.local.e164
    form = str(uuid4())
    return lambda: perform(first_text.agree_and_open, agent, world.local, GUS, "We are on our way.", form, [], given)


def test_two_who_text_the_same_stranger_at_once_make_one_person_and_one_record(app, world):
    commit()
    results = at_once(app, agree_and_open(world, world.ana), agree_and_open(world, world.ben))
    assert [result.is_new for result in results] == [True, True], results
    [phone] = rows(Phone, e164=GUS)
    assert len(rows(Conversation, phone_id=phone.id)) == 1 and len(rows(Message, phone_id=phone.id)) == 2
    assert [each.id for each in rows(Contact, source="added by hand")] == [phone.contact_id]
    assert len(rows(ConsentEvent, phone_e164=GUS)) == 1 and ledger.verify()[1] == []


def test_of_a_withdrawal_and_a_first_text_at_once_the_later_one_stands(app, world):
    perform(agree_and_open(world, world.ana))
    [phone] = rows(Phone, e164=GUS)
    assert world.ben.account.time_zone
    at_once(app, agree_and_open(world, world.ana), lambda: perform(agreement.lower, phone, "informational", world.ben))
    [stands] = Consent.of(phone.account_id, GUS)
    last = rows(ConsentEvent, phone_e164=GUS)[-1]
    assert stands.seq == last.seq and stands.state == {"grant": "granted", "withdraw": "withdrawn"}[last.event]
    assert ledger.verify()[1] == []
