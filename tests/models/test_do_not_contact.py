"""Do Not Contact: every number that binds this account stands there once, found by digits or name, page by page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app import transaction
from app.models import Account, Block
from app.models.contact_filter import Sight
from app.models.do_not_contact import Asked, count, every, page, place, visible

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def blocked(world):
    """blocked(number, name="", …): a block of Copper's, each an hour before the one made before it."""
    made = []

    def block(e164: str, name: str = "", account=None, **more) -> Block:
        if name:
            world.phone(e164, name)
        usual = {"source": "keyword", "raw_text": "STOP", "created_at": NOON - timedelta(hours=len(made))}
        made.append(world.keep(Block(account_id=(account or world.copper).id, e164=e164, **{**usual, **more})))
        return made[-1]

    return block


@pytest.fixture
def west(world):
    """Another business of Copper's brand."""
    return world.keep(Account(name="Copper West", parent_id=world.copper.id, brand_id=world.copper.id))


def numbers(user, before=None, **asked) -> list[str]:
    return [line.block.e164[-4:] for line in page(Sight.of(user), Asked.read(asked), before)]


def test_what_stands_is_there_and_what_was_lifted_is_not(world, blocked):
    blocked("+14805550141")
    blocked("+14805550142", lifted_at=NOON)
    assert set(numbers(world.ana)) == {"0132", "0141"}
    assert numbers(world.ana, status="back") == ["0142"]
    assert count(Sight.of(world.ana), Asked()) == 2


def test_another_business_is_not_in_it(world, blocked):
    blocked("+14805550141", account=world.harbor)
    assert numbers(world.ana) == ["0132"]
    assert numbers(world.cara) == ["0141"]


def test_a_brands_other_account_binds_numbers_that_this_one_knows(world, blocked, west):
    blocked("+14805550131", account=west, raw_text="a word to the others")
    blocked("+14805550177", account=west)
    blocked("+14805550132", account=west)
    assert sorted(numbers(world.ana)) == ["0131", "0132"]
    line = next(each for each in page(Sight.of(world.ana), Asked()) if each.block.e164 == world.dee.e164)
    assert (line.is_ours, line.words, line.contact.name) == (False, "", "Dee Alvarez")
    assert count(Sight.of(world.ana), Asked()) == 2


def test_two_other_accounts_of_the_brand_are_one_line(world, blocked, west):
    east = world.keep(Account(name="Copper East", parent_id=world.copper.id, brand_id=world.copper.id))
    for account in (west, east):
        blocked(world.dee.e164, account=account)
    assert sorted(numbers(world.ana)) == ["0131", "0132"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [("555-0141", ["0141"]), ("(480) 555", ["0141", "0142"]), ("+1 480 555 0142", ["0142"]), ("hoeven", ["0141"]),
     ("ANNELIESE", ["0141"]), ("0199", []), ("nobody", []), ("%", []), ("", ["0141", "0142"])],
)  # fmt: skip
def test_it_is_found_by_digits_however_typed_and_by_name(world, blocked, typed, found):
    world.session.query(Block).delete()
    blocked("+14805550141", "Anneliese van der Hoeven")
    blocked("+14805550142", "Winston Oyelaran")
    assert numbers(world.ana, q=typed) == found


def test_it_is_filtered_by_status_and_by_how(world, blocked):
    blocked("+14805550141", scope="proactive", source="person")
    blocked("+14805550142", source="provider")
    assert numbers(world.ana, status="proactive") == ["0141"]
    assert numbers(world.ana, how="provider") == ["0142"]
    assert numbers(world.ana, status="all", how="person") == []
    assert len(numbers(world.ana, status="' OR 1", how="x")) == 3


def test_pages_hold_everybody_once_newest_first(world, blocked, west):
    for each in range(7):
        blocked(f"+1480555020{each}", created_at=NOON - timedelta(minutes=each // 3))
    blocked(world.dee.e164, account=west, created_at=NOON - timedelta(minutes=1))
    sight, before, seen = Sight.of(world.ana), None, []
    while lines := page(sight, Asked(), before, 3):
        assert len(lines) <= 3
        seen += [line.block for line in lines]
        before = place(seen[-1])
    assert seen == sorted(seen, key=place, reverse=True) and len({block.e164 for block in seen}) == len(seen) == 9
    assert {line.block for line in every(sight, Asked())} == set(seen)


def test_an_agent_finds_every_number_but_reads_what_was_said_to_their_desks_alone(world, blocked):
    blocked("+14805550141", "Anneliese van der Hoeven", raw_text="never again")
    talk = world.conversation(world.phone("+14805550142", "Gus Ames"), world.number(world.billing, "+16025550155"))
    blocked("+14805550142", raw_text="billing only")
    transaction.commit()
    lines = {line.block.e164[-4:]: line for line in page(Sight.of(world.ben), Asked())}
    assert (lines["0141"].contact.name, lines["0141"].words) == ("Anneliese van der Hoeven", "never again")
    assert (lines["0142"].contact, lines["0142"].words) == (None, "")
    assert numbers(world.ben, q="gus") == [] and numbers(world.ana, q="gus") == ["0142"]
    assert talk.department_id == world.billing.id


def test_a_number_that_is_nobodys_any_more_stays_with_its_words_for_whoever_sees_all(world, blocked):
    blocked("+14805550141", raw_text="take me off")
    for viewer, words in ((world.ana, "take me off"), (world.ben, "")):
        assert [(line.contact, line.words) for line in page(Sight.of(viewer), Asked(q="0141"))] == [(None, words)]


def test_a_line_is_for_the_accounts_it_binds(world, blocked, west):
    known, unknown = blocked(world.dee.e164, account=west), blocked("+14805550177", account=west)
    other = blocked("+14805550178", account=world.harbor)
    sight = Sight.of(world.ana)
    assert [visible(sight, block.id) for block in (known, unknown, other)] == [known, None, None]
    assert visible(sight, 10**12) is None
