"""The contact list: its filter and segments, and one change to ticked contacts or to all who match."""

from __future__ import annotations

import pytest

from app.models import Contact, Event, RecordType, Segment, Tag
from app.texting import contact_bulk
from tests.texting.acts import rows


def names(page) -> list[str]:
    return [link.select("span")[-1].text for link in page.select(".person-link")]


def segments_of(browser) -> list[str]:
    return [link.text.split()[0] for link in browser.page("/contacts").select(".segment")]


@pytest.fixture
def ana(client, world):
    """Ana's browser: an admin."""
    return client.sign_in(world.ana)


def bulk(browser, act: str, **more):
    return browser.post("/contacts/bulk", data={"act": act, **more})


def test_the_list_shows_people_with_what_is_known(ana, world, thread):
    thread.phone.contact.owner_id = world.ben.id
    page = ana.page("/contacts")
    assert names(page) == ["Fay Winters", "Eli Novak", "Dee Alvarez"]
    row = page.select_one(".people tbody tr").text
    assert "(480) 555-0199" in row and "Ben Okafor" in row and "Replies only" in row


def test_an_agent_sees_whom_their_desks_talk_with_or_nobody_yet(client, world, thread):
    world.conversation(world.dee, world.number(world.billing, "+16025550155"))
    assert names(client.sign_in(world.ben).page("/contacts")) == ["Fay Winters", "Eli Novak"]


def test_a_bad_filter_says_so_and_shows_nobody(ana):
    page = ana.page("/contacts?since=soon")
    assert "“soon” is not a date." in page.select_one("[role=alert]").text
    assert names(page) == []


def test_nobody_matching_offers_the_way_back(ana):
    assert "Nobody matches" in ana.get("/contacts?q=zzz").text


def test_all_that_match_means_the_servers_answer_at_that_moment(ana, world):
    page = ana.page("/contacts?ok=ON")
    assert "Select all 1 that match" in page.select_one(".bulk").text
    world.phone("+16025550149", "Gus Ames", ok_to_sms="ON")
    answer = bulk(ana, "add_tag", new_tag="water heater", all="1", ok="ON")
    assert "Added the tag “water heater” to 2 contacts." in answer.text
    tagged = [one.name for one in rows(Contact) if one.tags]
    assert tagged == ["Dee Alvarez", "Gus Ames"]
    assert [event.detail for event in rows(Event)] == ["the tags: added “water heater”"] * 2


def test_those_unticked_are_left_out_of_all(ana, world):
    bulk(ana, "add_tag", new_tag="x", all="1", left_out=str(world.eli.contact_id))
    assert [one.name for one in rows(Contact) if one.tags] == ["Dee Alvarez"]


def test_acts_say_how_many_changed_and_how_many_needed_nothing(ana, world):
    kind = world.keep(RecordType(account_id=world.copper.id, name="Homeowner"))
    both = {"contact": [str(world.dee.contact_id), str(world.eli.contact_id)]}
    one = {"contact": str(world.dee.contact_id)}
    said = [
        bulk(ana, "add_tag", new_tag="vip", **one), bulk(ana, "add_tag", new_tag="VIP", **both),
        bulk(ana, "remove_tag", old_tag="vip", **both), bulk(ana, "set_owner", new_owner=str(world.ben.id), **both),
        bulk(ana, "set_owner", new_owner="", **one), bulk(ana, "set_type", new_type=str(kind.id), **both),
        bulk(ana, "set_type", new_type=str(kind.id), **both),
    ]  # fmt: skip
    wanted = [
        "Added the tag “vip” to 1 contact.", "Added the tag “vip” to 1 contact. 1 had it already.",
        "Took the tag “vip” away from 2 contacts.", "Ben Okafor now owns 2 contacts.", "1 contact now has no owner.",
        "2 contacts now have the record type Homeowner.", "Nothing changed. 2 needed no change.",
    ]
    for answer, sentence in zip(said, wanted, strict=True):
        assert sentence in answer.text


def test_many_are_changed_in_batches(ana, world, monkeypatch):
    monkeypatch.setattr(contact_bulk, "BATCH", 3)
    for number in range(8):
        world.phone(f"+1602555{number:04}", f"Gus {number}")
    assert "Added the tag “all” to 10 contacts." in bulk(ana, "add_tag", new_tag="all", all="1").text


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"act": "add_tag", "new_tag": "x"}, "Tick the people first"), ({"act": "", "all": "1"}, "Choose what to do"),
        ({"act": "add_tag", "all": "1", "new_tag": " "}, "Write a tag first."),
        ({"act": "add_tag", "all": "1", "new_tag": "x", "tag": "none"}, "is not one that can be chosen here"),
        ({"act": "set_owner", "all": "1", "new_owner": "999"}, "Choose an owner from the list"),
        ({"act": "remove_tag", "all": "1", "old_tag": "no"}, "There is no tag of this name."),
    ],
)
def test_what_cannot_be_done_says_why_and_changes_nobody(ana, rows, form, sentence):
    before = rows()
    answer = ana.post("/contacts/bulk", data=form)
    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert rows() == before


def test_another_businesss_ids_are_left_alone(cara, world):
    world.phone("+16025550149", "Hugh", account=world.harbor)
    answer = bulk(cara, "add_tag", new_tag="x", contact=[str(world.dee.contact_id), str(world.eli.contact_id)])
    assert "Nothing changed." in answer.text
    assert "Added the tag “x” to 1 contact." in bulk(cara, "add_tag", new_tag="x", all="1").text
    assert [one.name for one in rows(Contact) if one.tags] == ["Hugh"]
    assert world.dee.contact.name not in cara.get("/contacts").text


def test_an_agent_changes_one_at_a_time(client, world):
    client.sign_in(world.ben)
    assert bulk(client, "add_tag", new_tag="x", all="1").status_code == 403
    assert client.page("/contacts").select("[name=contact], .bulk") == []


def test_tags_and_owners_of_another_business_are_no_choice(cara, world):
    world.keep(Tag(account_id=world.copper.id, name="copper only"))
    text = cara.get("/contacts").text
    assert "copper only" not in text and "Ben Okafor" not in text
    world.phone("+16025550149", "Hugh", account=world.harbor)
    assert bulk(cara, "set_owner", new_owner=str(world.ben.id), all="1").status_code == 422
    assert bulk(cara, "remove_tag", old_tag="copper only", all="1").status_code == 422


def test_a_segment_keeps_a_filter_for_its_maker_or_for_all(client, world):
    client.sign_in(world.ben)
    client.post("/contacts/segments", data={"name": "Agreed", "ok": "ON"})
    client.post("/contacts/segments", data={"name": "Fays", "q": "fay", "shared": "1"})
    assert segments_of(client) == ["Everybody", "Agreed", "Fays"]
    shared = rows(Segment)[1]
    eve = world.user(world.copper, "Eve Lund", "agent", world.service)
    assert segments_of(client.sign_in(eve)) == ["Everybody", "Fays"]
    assert client.post(f"/contacts/segments/{shared.id}", data={"name": "Mine"}).status_code == 404
    client.sign_in(world.ben).post(f"/contacts/segments/{shared.id}", data={"name": "Only mine"})
    assert (rows(Segment)[1].name, rows(Segment)[1].is_shared) == ("Only mine", False)
    assert client.post(f"/contacts/segments/{shared.id}/removal").status_code == 303
    assert [one.name for one in rows(Segment)] == ["Agreed"]


def test_a_segment_needs_a_name_of_its_own(client, world, cara):
    client.sign_in(world.ben).post("/contacts/segments", data={"name": "Agreed", "ok": "ON"})
    assert "There is a segment called “Agreed” already." in client.post(
        "/contacts/segments", data={"name": " Agreed ", "ok": "ON"}).text
    assert "Write a name for this segment." in client.post("/contacts/segments", data={"name": "", "ok": "ON"}).text
    assert cara.post(f"/contacts/segments/{rows(Segment)[0].id}", data={"name": "x"}).status_code == 404


def test_the_place_in_the_list_cannot_be_somebody_elses_person(cara, world):
    """Else the answers would tell what their name is, letter by letter."""
    mine = world.keep(Contact(account_id=world.harbor.id, name="Aaron"))
    assert mine.name in cara.get(f"/contacts?sort=name&after=a{world.dee.contact_id}").text
