"""Notes in a thread: kept once, never sent, colleagues mentioned by name and told; History Notes at every desk."""

from __future__ import annotations

import uuid
from functools import partial

import pytest

from app.models import Membership, Mention, Message, Note
from app.texting import notes
from app.transaction import perform
from tests.texting.acts import at_once, rows

HX = {"HX-Request": "true", "HX-Request-Type": "partial"}


def write(browser, thread, body: str, client_id: str = "", **more):
    form = {"body": body, "client_id": client_id or str(uuid.uuid4())}
    return browser.post(f"/conversations/{thread.id}/notes", data=form, headers=HX, **more)


def test_a_note_stands_in_the_thread_and_is_no_text(client, world, thread, pushed, doorbell):
    answer = write(client.sign_in(world.ben), thread, "40 gal, sticker says 2009.")
    assert answer.status_code == 201
    assert "Ben Okafor" in answer.text and "40 gal" in answer.text
    page = client.page(f"/conversations/{thread.id}")
    assert page.select_one(".note .note-words").text == "40 gal, sticker says 2009."
    assert [text.direction for text in rows(Message)] == ["in"]
    assert doorbell.rings == []
    assert pushed.html(f"conversation:{thread.id}").select_one(".note-words").text == "40 gal, sticker says 2009."


def test_the_same_note_sent_twice_is_one(client, world, thread):
    again = str(uuid.uuid4())
    statuses = [write(client.sign_in(world.ben), thread, "Once.", again).status_code for _ in range(2)]
    assert statuses == [201, 200]
    assert len(rows(Note)) == 1
    assert write(client, thread, "Other words.", again).status_code == 409
    assert write(client.sign_in(world.ana), thread, "Once.", again).status_code == 409


def test_without_javascript_a_note_leads_back_to_its_thread(client, world, thread):
    form = {"body": "Gate code 12.", "client_id": str(uuid.uuid4())}
    answer = client.sign_in(world.ben).post(f"/conversations/{thread.id}/notes", data=form)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/conversations/{thread.id}")


@pytest.mark.parametrize(
    ("body", "sentence"),
    [(" \n ", notes.EMPTY), ("x" * 5_001, notes.TOO_LONG), ("@Bea look", "Bea Lund cannot see this department")],
)
def test_a_note_that_cannot_be_kept_says_why(client, world, thread, body, sentence):
    world.user(world.copper, "Bea Lund", "agent", world.billing)
    answer = write(client.sign_in(world.ben), thread, body)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert rows(Note) == []


def test_people_who_opted_out_can_still_be_written_about(client, world):
    silent = world.conversation(world.eli)
    assert write(client.sign_in(world.ben), silent, "Call instead.").status_code == 201


@pytest.mark.parametrize("words", ["@Ben", "@ben", "@Ben Okafor", "Ask @Ben, please", "@Ben: look"])
def test_a_colleague_named_with_an_at_is_mentioned_and_told_at_once(client, world, thread, pushed, words):
    write(client.sign_in(world.ana), thread, words)
    assert [mention.user_id for mention in rows(Mention)] == [world.ben.id]
    told = [payload["mention"] for payload in pushed.to(f"user:{world.ben.id}")]
    assert [(each["from"], each["unseen"]) for each in told] == [("Ana", 1)]
    assert told[0]["path"].startswith(f"/conversations/{thread.id}#note_")


@pytest.mark.parametrize("words", ["@Ana", "ana@ben.com", "@Benjamin", "@ Ben", "@Cara", "Ben"])
def test_nobody_is_mentioned_by_other_words(client, world, thread, pushed, words):
    assert write(client.sign_in(world.ana), thread, words).status_code == 201
    assert rows(Mention) == []


def test_two_of_one_name_need_the_whole_name(client, world, thread):
    world.user(world.copper, "Benno Lund", "agent", world.service).name = "Ben Achterberg"
    assert "More than one person here is called Ben" in write(client.sign_in(world.ana), thread, "@Ben look").text
    assert write(client, thread, "@Ben Okafor look").status_code == 201
    assert [mention.user_id for mention in rows(Mention)] == [world.ben.id]


def test_only_colleagues_of_the_desk_are_offered(client, world, thread):
    world.user(world.copper, "Bea Lund", "agent", world.billing)
    page = client.sign_in(world.ana).page(f"/conversations/{thread.id}/colleagues?q=b")
    assert [option["data-value"] for option in page.select("[role=option]")] == ["Ben"]
    assert "Nobody by that name" in client.get(f"/conversations/{thread.id}/colleagues?q=cara").text


def test_a_mention_is_new_until_its_conversation_is_opened(client, world, thread):
    write(client.sign_in(world.ana), thread, "@Ben look")
    assert client.sign_in(world.ben).page("/inbox").select_one("[data-unseen]").text.split() == ["1", "new"]
    client.page(f"/conversations/{thread.id}")
    assert rows(Mention)[0].seen_at is not None
    assert client.page("/inbox").select_one("[data-unseen]").has_attr("hidden")


def test_the_list_of_mentions_shows_them_and_loading_it_again_loses_no_mark(client, world, thread):
    write(client.sign_in(world.ana), thread, "@Ben <b>look</b>")
    for _ in range(2):
        page = client.sign_in(world.ben).page("/mentions")
        assert page.select_one(".mention-card.is-unseen .note-words").text == "@Ben <b>look</b>"
    client.get(page.select_one(".mention-link")["href"])
    page = client.page("/mentions")
    assert page.select(".is-unseen, form[action='/mentions/seen']") == []
    assert "Nothing for you yet" in client.sign_in(world.ana).get("/mentions").text


def test_what_the_list_showed_is_marked_as_seen_and_nothing_else(client, world, thread, pushed):
    write(client.sign_in(world.ana), thread, "@Ben one")
    shown = client.sign_in(world.ben).page("/mentions").select("form[action='/mentions/seen'] [name=note_id]")
    write(client.sign_in(world.ana), thread, "@Ben two, meanwhile")
    pushed.sent.clear()
    ids = [each["value"] for each in shown]
    for who in (world.cara, world.ana):
        client.sign_in(who).post("/mentions/seen", data={"note_id": ids})
    answer = client.sign_in(world.ben).post("/mentions/seen", data={"note_id": [*ids, "x", "9" * 40]})
    assert (answer.status_code, answer.location) == (303, "/mentions")
    left = client.page("/mentions").select(".mention-card.is-unseen .note-words")
    assert [each.text for each in left] == ["@Ben two, meanwhile"]
    assert [payload["unseen"] for payload in pushed.to(f"user:{world.ben.id}")] == [1]


def test_who_lost_the_desk_reads_no_mention_of_it(client, world, thread):
    write(client.sign_in(world.ana), thread, "@Ben secret")
    world.session.query(Membership).filter_by(user_id=world.ben.id).delete()
    assert "secret" not in client.sign_in(world.ben).get("/mentions").text


def test_what_is_written_in_a_note_is_never_markup(client, world, thread):
    html = write(client.sign_in(world.ana), thread, "<script>alert(1)</script> @Ben <i>").text
    assert "<script>" not in html and "<i>" not in html
    assert '<b class="mention">@Ben</b>' in html


def history(body: str, client_id: str = "") -> dict[str, str]:
    """A History Note as its form posts it."""
    return {"body": body, "client_id": client_id or str(uuid.uuid4())}


def test_a_history_note_is_read_at_every_desk(client, world, thread, pushed):
    bea = world.user(world.copper, "Bea Lund", "agent", world.billing)
    world.conversation(thread.phone, world.number(world.billing, "+16025550155"))
    path = f"/contacts/{thread.phone.contact_id}"
    answer = client.sign_in(world.ben).post(f"{path}/notes", data=history("Small dog,\r\nfriendly."), headers=HX)
    assert answer.status_code == 200 and "Small dog" in answer.text
    assert "Small dog" in client.sign_in(bea).get(path).text
    assert "Small dog" in pushed.html(f"conversation:{thread.id}").select_one(".history").text


def test_an_empty_history_note_keeps_the_place_and_says_so(client, world, thread):
    path = f"/contacts/{thread.phone.contact_id}/notes"
    answer = client.sign_in(world.ben).post(path, data=history(" "), headers=HX)
    assert (answer.status_code, notes.EMPTY in answer.text) == (422, True)
    page = client.post(path, data=history(" "))
    assert (page.status_code, notes.EMPTY in page.text) == (422, True)


@pytest.mark.parametrize("part", ["notes", "colleagues", "mentions/seen"])
def test_another_businesss_thread_takes_no_note(cara, world, thread, part):
    path = f"/conversations/{thread.id}/{part}"
    form = {"body": "x", "client_id": str(uuid.uuid4())}
    answer = cara.get(path) if part == "colleagues" else cara.post(path, data=form)
    assert answer.status_code == 404
    assert rows(Note) == []


def test_what_is_seen_in_one_tab_is_counted_anew_in_the_others(client, world, thread, pushed):
    perform(notes.write, thread, world.ana, "@Ben look at this", str(uuid.uuid4()))
    pushed.sent.clear()
    client.sign_in(world.ben).page(f"/conversations/{thread.id}")
    assert [payload["unseen"] for payload in pushed.to(f"user:{world.ben.id}")] == [0]
    pushed.sent.clear()
    client.page("/mentions")
    assert pushed.to(f"user:{world.ben.id}") == [], "nothing was unseen"


def test_every_history_note_can_be_reached_page_by_page(client, world, thread):
    contact_id = thread.phone.contact_id
    for number in range(85):
        world.keep(Note(account_id=world.copper.id, contact_id=contact_id, body=f"Note {number}."))
    client.sign_in(world.ben)
    assert client.page(f"/contacts/{contact_id}").find("a", string="All History Notes")["href"].endswith("?tab=notes")
    page, found = client.page(f"/contacts/{contact_id}?tab=notes"), []
    for _ in range(9):
        found += [words.text for words in page.select(".notes-list .note-words")]
        older = page.find("a", string="Older")
        if older is None:
            break
        page = client.page(older["href"])
    assert found == [f"Note {number}." for number in reversed(range(85))]
    assert page.find("a", string="Back to the newest")


def test_a_history_note_posted_twice_is_one(client, world, thread):
    path, form = f"/contacts/{thread.phone.contact_id}/notes", history("Small dog.")
    client.sign_in(world.ben)
    assert [client.post(path, data=form).status_code for _ in range(2)] == [303, 303]
    assert [note.body for note in rows(Note)] == ["Small dog."]
    other = client.post(path, data=form | {"body": "Large dog."}, headers=HX)
    assert (other.status_code, notes.USED in other.text, "Large dog." in other.text) == (422, True, True)
    assert client.post(path, data={"body": "Small dog."}).status_code == 400
    shown = client.page(f"/contacts/{thread.phone.contact_id}?tab=notes").select_one(".note-form [name=client_id]")
    assert client.post(path, data=history("Blue door.", shown["value"])).status_code == 303
    assert [note.body for note in rows(Note)] == ["Small dog.", "Blue door."]


def test_a_history_note_posted_twice_at_once_is_one(app, world, thread):
    contact, one = thread.phone.contact, str(uuid.uuid4())
    written = partial(perform, notes.remember, contact, world.ben, "Small dog.", one)
    assert at_once(app, written, written) == [None, None]
    assert len(rows(Note)) == 1
