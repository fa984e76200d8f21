"""New message: to a name or a number, in any way people write numbers; who never texted is refused."""

from __future__ import annotations

import io
import uuid

import pytest
from bs4 import BeautifulSoup

from app.extensions import db as database
from app.models import Conversation, Media, Message
from app.texting import media_out, media_work, sending, transfer
from app.transaction import perform
from app.web.compose import GONE
from app.web.named import NOBODY, SEVERAL
from tests.fixtures.files import drawn
from tests.texting.acts import asked, newest

DEE = "+14805550131"


@pytest.fixture
def agent(client, world, doorbell, pushed):
    """Ben's browser."""
    return client.sign_in(world.ben)


def write(browser, to, body="Your boiler is due.", **more):
    return browser.post("/messages", data={"to": to, "body": body, "client_id": str(uuid.uuid4())} | more)


def problem(answer) -> str:
    """The sentence at the field To."""
    page = BeautifulSoup(answer.text, "html.parser")
    assert page.find(id="to")["aria-invalid"] == "true"
    return page.find(id="to_error").text.strip()


def said(answer) -> str:
    """The sentence above the composer."""
    return BeautifulSoup(answer.text, "html.parser").find(id="composer_error").text


def sent() -> list[Message]:
    return database.session.query(Message).order_by(Message.id).all()


def test_a_text_to_a_known_number_opens_its_conversation(agent, world):
    answer = write(agent, "(480) 555-0131")
    [text] = sent()
    assert (answer.status_code, answer.location) == (303, f"/conversations/{text.conversation_id}")
    assert (text.phone.e164, text.body, text.state) == (DEE, "Your boiler is due.", "queued")
    assert database.session.get(Conversation, text.conversation_id).department_id == world.service.id


def test_another_businesss_contact_is_a_stranger(cara, rows):
    before = rows()
    assert problem(write(cara, "Dee Alvarez")) == NOBODY
    answer = write(cara, DEE)
    assert answer.status_code == 422
    assert "hasn't agreed to be texted" in said(answer)
    assert rows() == before


def test_the_page_has_a_field_for_people_one_for_the_text_and_send(agent):
    page = agent.page("/messages/new?to=Dee")
    to = page.find(role="combobox")
    assert page.find("label", string="To")["for"] == to["id"]
    assert to["value"] == "Dee"
    assert page.find("label", string="Message")["for"] == page.find("textarea")["id"]
    assert "Send" in page.select_one("form[data-new-message] button.send").text


@pytest.mark.parametrize(
    "typed",
    ["Dee Alvarez", " dee alvarez ", "480-555-0131", "4805550131", "1 480 555 0131", "+1 (480) 555-0131",
     "480.555.0131", "tel:+14805550131", "１480 555 0131", "\u200e+1 480 555 0131", "001 480 555 0131"],
)  # fmt: skip
def test_a_person_is_found_however_they_are_written(agent, typed):
    assert write(agent, typed).status_code == 303
    assert [text.phone.e164 for text in sent()] == [DEE]


@pytest.mark.parametrize(
    ("typed", "said"),
    [("", "Write a phone number"), ("555-0131", "too short"), ("480 555 0131 2", "too long"),
     ("+44 20 7183 8750", "outside the United States and Canada"), ("900 555 0131", "paid-service"),
     ("4.80556E+09", "shortened this number"), ("480 555 0131, 480 555 0132", "more than one number"),
     ("180 555 0131", "No area code starts"), ("²", "too short"), ("480 555 0131 ext 5", "extension")],
)  # fmt: skip
def test_what_is_no_number_is_422_with_a_sentence_and_stays_typed(agent, rows, typed, said):
    before = rows()
    answer = write(agent, typed)
    assert answer.status_code == 422
    assert said in problem(answer)
    page = BeautifulSoup(answer.text, "html.parser")
    assert (page.find(id="to")["value"], page.find("textarea").text.strip()) == (typed, "Your boiler is due.")
    assert rows() == before


def test_a_name_that_nobody_has_gets_its_sentence(agent):
    assert problem(write(agent, "Nobody Known")) == NOBODY
    assert problem(write(agent, "Dee")) == NOBODY


def test_a_name_that_two_people_have_is_to_be_chosen_from_the_list(agent, world):
    world.phone("+14805550133", "Dee Alvarez")
    assert problem(write(agent, "Dee Alvarez")) == SEVERAL
    assert sent() == []


def test_a_stranger_is_refused_with_the_gates_sentence_and_nothing_is_written(agent, rows):
    before = rows()
    answer = write(agent, "(480) 555-0188")
    page = BeautifulSoup(answer.text, "html.parser")
    assert answer.status_code == 422
    assert "hasn't agreed to be texted" in page.find(id="composer_error").text
    assert page.find("textarea").text.strip() == "Your boiler is due."
    assert rows() == before


def test_a_stranger_is_never_told_that_it_goes_later(agent, world, rows):
    sending.pause(world.copper, "ana")
    before = rows()
    answer = write(agent, "(480) 555-0188")
    assert answer.status_code == 422
    assert "hasn't agreed to be texted" in said(answer)
    assert rows() == before


def test_a_new_area_code_that_has_texted_is_answered_and_another_is_not(agent, world):
    known = world.conversation(world.phone("+12995550142", "Ivy Holt", ok_to_sms="ON"))
    world.message(known, "Hello")
    answer = write(agent, "(299) 555-0142")
    assert (answer.status_code, answer.location) == (303, f"/conversations/{known.id}")
    assert "This area code doesn't exist" in said(write(agent, "(299) 555-0143"))


def test_a_text_beyond_all_limits_stays_typed_with_what_to_do(agent, rows):
    before = rows()
    answer = write(agent, DEE, "{{" * 50_000)
    page = BeautifulSoup(answer.text, "html.parser")
    assert answer.status_code == 422
    assert "more than 10,000 characters. Shorten it" in page.find(id="composer_error").text
    assert (page.find("textarea").text, page.find(id="to")["value"]) == ("{{" * 50_000, DEE)
    assert rows() == before


def test_who_said_stop_is_refused_and_no_conversation_is_left_behind(agent, rows):
    before = rows()
    answer = write(agent, "Eli Novak")
    assert answer.status_code == 422
    assert "until they text START" in answer.text
    assert rows() == before


def test_who_has_texted_lately_is_answered_in_their_own_conversation(agent, thread):
    answer = write(agent, "480 555 0199")
    assert (answer.status_code, answer.location) == (303, f"/conversations/{thread.id}")


def test_the_same_form_sent_twice_is_one_text(agent):
    one = str(uuid.uuid4())
    first, again = (write(agent, DEE, client_id=one) for _ in range(2))
    assert (first.status_code, again.status_code, first.location) == (303, 303, again.location)
    assert len(sent()) == 1
    assert write(agent, DEE, "Another", client_id=one).status_code == 409
    assert len(sent()) == 1


def test_the_same_form_is_one_text_wherever_its_thread_and_its_from_number_went(client, world, doorbell, pushed):
    ana, one = client.sign_in(world.ana), str(uuid.uuid4())
    first = write(ana, DEE, client_id=one, number_id=world.local.id)
    thread = database.session.get(Conversation, sent()[0].conversation_id)
    perform(transfer.transfer, thread, world.billing, world.ana)
    again = write(ana, DEE, client_id=one, number_id=world.toll_free.id)
    assert (first.location, again.status_code, len(sent())) == (again.location, 303, 1)
    asked(world)
    assert write(ana, world.fay, client_id=one).status_code == 409, "to somebody else it is another text"


def test_the_same_form_is_one_text_though_its_from_number_is_theirs_no_more(agent, world):
    form = {"client_id": str(uuid.uuid4()), "number_id": world.toll_free.id}
    first = write(agent, DEE, **form)
    world.toll_free.department_id = world.billing.id
    world.keep(world.toll_free)
    again = write(agent, DEE, **form)
    assert (again.status_code, again.location, len(sent())) == (303, first.location, 1)


@pytest.mark.parametrize("client_id", ["", "1"])
def test_a_form_without_a_key_of_its_own_is_400(agent, client_id):
    assert write(agent, DEE, client_id=client_id).status_code == 400
    assert sent() == []


def test_the_from_number_chosen_is_used(agent, world):
    write(agent, DEE, number_id=world.toll_free.id)
    assert sent()[0].number_id == world.toll_free.id


def test_a_from_number_that_moved_meanwhile_gives_the_form_again_with_the_words(agent, world, rows):
    world.toll_free.department_id = world.billing.id
    world.keep(world.toll_free)
    before = rows()
    answer = write(agent, DEE, number_id=world.toll_free.id)
    page = BeautifulSoup(answer.text, "html.parser")
    assert (answer.status_code, said(answer).strip()) == (422, GONE)
    assert (page.find("textarea").text.strip(), page.find(id="to")["value"]) == ("Your boiler is due.", DEE)
    assert str(world.toll_free.id) not in [option["value"] for option in page.select("#composer_from option")]
    assert rows() == before
    assert write(agent, DEE, number_id=world.harbor_number.id).status_code == 422


def test_a_business_without_a_number_is_told_who_adds_one(client, world):
    nora = world.user(world.copper, "Nora Vale", "agent", world.billing)
    answer = write(client.sign_in(nora), DEE)
    assert answer.status_code == 422
    assert "Your business has no number yet." in answer.text


def test_type_ahead_knows_names_words_of_names_and_digits(agent):
    def found(query):
        page = BeautifulSoup(agent.get("/people", query_string={"q": query}).text, "html.parser")
        return [option["data-value"] for option in page.find_all(role="option") if "data-value" in option.attrs]

    for query in ("Dee", "dee al", "ALV", "0131", "(480) 555-0131", "480 555 0131"):
        assert "(480) 555-0131" in found(query), query
    assert found("xyz") == found("%") == found("_") == found(" ") == found("01") == []
    assert len(found("555")) == 2


def test_type_ahead_answers_a_list_and_no_page(agent):
    page = BeautifulSoup(agent.get("/people?q=zzz").text, "html.parser")
    assert page.find(role="listbox")
    assert "Nobody by that name yet." in page.text
    assert page.find("html") is None


@pytest.fixture
def checked(agent):
    """What the composer is told: its verdict's element and its counter's words."""

    def ask(to, body="Copper & Co. Plumbing: your boiler is due.", **more):
        page = BeautifulSoup(agent.post("/messages/check", data={"to": to, "body": body} | more).text, "html.parser")
        return page.find(id="composer_verdict"), page.find(id="composer_counter").text.strip()

    return ask


def test_the_page_has_the_tools_of_a_threads_composer(agent, thread):
    def tools(page):
        named = [button["aria-label"] for button in page.select(".tools > button, .media-tools > button")]
        return [name for name in named if name != "Schedule"]  # a thread's: what leaves later waits in one

    page = agent.page("/messages/new")
    assert tools(page) == tools(agent.page(f"/conversations/{thread.id}")) != []
    assert page.find(id="emoji_pop") and page.find(id="link_pop") and page.find(attrs={"name": "media_ids"})


@pytest.mark.parametrize(
    ("to", "kind", "words"),
    [(DEE, "send", ""), ("Dee Alvarez", "send", ""), ("Eli Novak", "refuse", "until they text START"),
     ("(480) 555-0188", "refuse", "hasn't agreed to be texted"), ("602555", "", ""), ("Nobody", "", ""), ("", "", "")],
)  # fmt: skip
def test_the_verdict_is_said_beside_send_as_soon_as_to_says_whom(agent, checked, rows, to, kind, words):
    before = rows()
    verdict, _ = checked(to)
    assert verdict["data-verdict"] == kind
    assert words in verdict.text
    assert agent.page("/messages/new", query_string={"to": to}).find(id="composer_verdict")["data-verdict"] == kind
    assert rows() == before


def test_an_answer_to_whom_texted_lately_may_go_from_their_own_desk(agent, checked, thread, world):
    assert checked(world.fay)[0]["data-verdict"] == "send"
    assert checked(world.fay, number_id=world.billing.id + 10_000)[0]["data-verdict"] == ""


def test_the_counter_counts_whoever_it_is_to(checked):
    assert checked("", "x" * 161)[1] == "161 characters · 2 segments"
    assert checked(DEE, "ñandú")[1] == "58 characters with the opt-out line · Unicode because of “ú”"


def test_files_go_with_a_new_message_and_stay_attached_when_it_is_refused(agent):
    files = {"file": [(io.BytesIO(drawn()), "boiler.jpg")]}
    answer = agent.post("/media", data=files, content_type="multipart/form-data")
    assert answer.status_code == 201
    media_work.drain(None)
    file = newest(Media)
    refused = write(agent, "Eli Novak", "", media_ids=str(file.id))
    page = BeautifulSoup(refused.text, "html.parser")
    assert (refused.status_code, page.find(attrs={"name": "media_ids"})["value"]) == (422, str(file.id))
    assert write(agent, DEE, "", media_ids=str(file.id)).status_code == 303
    assert [(text.body, [each.id for each in text.media]) for text in sent()] == [("", [file.id])]
    gone = write(agent, DEE, "", media_ids=str(file.id))
    assert (gone.status_code, media_out.GONE in said(gone)) == (422, True)
