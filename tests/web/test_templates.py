"""The page Templates: the list and what narrows it, the dialog to write one, the one to delete it."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from app.models import Account, Media, Schedule, Template
from app.texting import template_sight, templates
from app.texting.template_particulars import Particulars
from app.transaction import perform

HX = {"HX-Request": "true", "HX-Request-Type": "partial"}
PAGE = "/templates"
ETA = {"subject": "On our way", "body": "Hi {{ contact.first_name | there }}, we are on our way.", "shortcut": "eta"}


def kept(user, subject="On our way", body="We are on our way.", **more) -> Template:
    return perform(templates.save, user, Particulars(subject, body, **more))


@pytest.fixture
def ana(client, world):
    return client.sign_in(world.ana)


@pytest.fixture
def ben(client, world):
    return client.sign_in(world.ben)


def subjects(page) -> list[str]:
    return [each.contents[0].strip() for each in page.select(".template-subject")]


def test_an_empty_page_says_what_templates_are_for(ben):
    page = ben.page(PAGE)
    assert "Keep the texts you send again and again" in page.select_one("#template_list").text
    assert page.select_one(".rail [aria-current]").text.strip() == "Templates"


def test_a_template_is_written_and_listed_with_its_tokens_marked(ben, world):
    assert ben.post(PAGE, data=ETA).status_code == 303
    page = ben.page(PAGE)
    assert subjects(page) == ["On our way"] and page.select_one("kbd").text == "/eta"
    assert page.select_one(".token-chip").text == "First name"
    assert page.select_one(".template-whose").text.strip() == "Mine"


def test_the_list_is_narrowed_by_words_whose_and_kind_without_its_page(ben, world):
    kept(world.ben)
    kept(world.ana, "Review us", "Would you write a few words?", kind="review", is_shared=True)
    assert subjects(ben.page(f"{PAGE}?q=way")) == ["On our way"]
    assert subjects(ben.page(f"{PAGE}?kind=review")) == ["Review us"]
    assert subjects(ben.page(f"{PAGE}?whose=shared")) == ["Review us"]
    answer = ben.get(f"{PAGE}?q=nothing", headers=HX)
    assert "<html" not in answer.text and "Nothing matches" in answer.text


def test_an_agent_is_offered_neither_sharing_nor_the_edit_of_what_is_shared(ben, world):
    shared = kept(world.ana, is_shared=True)
    assert ben.page(f"{PAGE}/new").select("[name=is_shared]") == []
    assert ben.page(PAGE).select(".template-act a") == []
    assert ben.get(f"{PAGE}/{shared.id}/edit").status_code == 403
    assert ben.post(f"{PAGE}/{shared.id}", data=ETA).status_code == 409
    assert ben.post(f"{PAGE}/{shared.id}/deletion").status_code == 409
    assert ben.post(PAGE, data=ETA | {"is_shared": "yes"}).status_code == 422


def test_only_an_account_with_sub_accounts_is_asked_about_them(ana, world):
    assert ana.page(f"{PAGE}/new").select("[name=is_shared_down]") == []
    world.keep(Account(name="Copper North", brand_id=world.copper.id, parent_id=world.copper.id))
    world.session.commit()
    assert len(ana.page(f"{PAGE}/new").select("[name=is_shared_down], [name=is_protected]")) == 2
    ana.post(PAGE, data=ETA | {"is_shared": "yes", "is_shared_down": "yes", "is_protected": "yes"})
    assert "Shared with sub-accounts" in ana.page(PAGE).text and "Protected" in ana.page(PAGE).text


def test_a_sub_account_is_told_that_it_writes_over_theirs(client, world):
    north = world.keep(Account(name="Copper North", brand_id=world.copper.id, parent_id=world.copper.id))
    nia = world.user(north, "Nia North", "admin")
    world.session.commit()
    theirs = kept(world.ana, is_shared=True, is_shared_down=True)
    client.sign_in(nia)
    assert "From Copper & Co. Plumbing" in client.page(PAGE).select_one(".template-whose").text
    dialog = client.page(f"{PAGE}/{theirs.id}/edit").select_one("dialog")
    assert "stands instead of it for everybody at Copper North" in dialog.text and "Delete" not in dialog.select_one(
        ".dialog-foot").text
    client.post(f"{PAGE}/{theirs.id}", data=ETA | {"version": 1})
    assert "Instead of Copper & Co. Plumbing’s" in client.page(PAGE).text


def test_what_cannot_be_kept_comes_back_with_its_words_and_the_sentence_at_its_field(ben):
    answer = ben.post(PAGE, data=ETA | {"subject": "", "back": "kind=message&q=way"})
    assert answer.status_code == 422
    dialog = BeautifulSoup(answer.text, "html.parser").select_one("dialog[open]")
    assert dialog.select_one("#template_subject_error").text == "Write a subject."
    assert "we are on our way." in dialog.select_one("textarea").text
    assert dialog.select_one("[data-dialog-close]")["href"] == "/templates?q=way&kind=message"


def test_the_second_of_two_keeps_their_words_and_sees_the_others(ana, world):
    made = kept(world.ana, is_shared=True)
    ana.post(f"{PAGE}/{made.id}", data={"subject": "Way", "body": "First.", "version": 1})
    answer = ana.post(f"{PAGE}/{made.id}", data={"subject": "Way", "body": "Second.", "version": 1})
    assert answer.status_code == 409
    assert "changed this template while you wrote" in answer.text
    assert "First." in answer.text and "Second." in answer.text
    assert 'name="version" value="2"' in answer.text


def test_what_was_deleted_meanwhile_is_saved_as_a_new_one(ben, world):
    made = kept(world.ben)
    perform(templates.delete, world.ben, made.id)
    answer = ben.post(f"{PAGE}/{made.id}", data=ETA | {"version": 1})
    assert answer.status_code == 409 and "save them, and they are a new one" in answer.text
    assert '<form method="post" action="/templates" ' in answer.text


def test_what_was_protected_meanwhile_may_be_kept_as_ones_own(client, world):
    north = world.keep(Account(name="Copper North", brand_id=world.copper.id, parent_id=world.copper.id))
    nia = world.user(north, "Nia North", "admin")
    world.session.commit()
    theirs = kept(world.ana, is_shared=True, is_shared_down=True, is_protected=True)
    client.sign_in(nia)
    answer = client.post(f"{PAGE}/{theirs.id}", data=ETA | {"version": 1, "is_shared": "yes"})
    assert answer.status_code == 409 and "has protected this template" in answer.text
    assert '<form method="post" action="/templates" ' in answer.text
    assert client.post(PAGE, data=ETA | {"is_shared": "yes"}).status_code == 303
    assert sorted(subjects(client.page(PAGE))) == ["On our way", "On our way"]


def scheduled(world, template: Template) -> None:
    world.keep(Schedule(
        account_id=world.copper.id, department_id=world.service.id, author_id=world.ben.id, state="waiting",
        conversation_id=world.conversation(world.dee).id, body="Hi", template_id=template.id, client_id="a" * 36,
        next_at=template.created_at,
    ))
    world.session.commit()


def test_deleting_says_what_happens_and_can_be_undone(ben, world):
    made = kept(world.ben)
    scheduled(world, made)
    assert "In 1 scheduled text" in ben.page(PAGE).text
    assert templates.waiting_texts(world.harbor.id, [made.id]) == {}
    dialog = ben.page(f"{PAGE}/{made.id}/deletion").select_one("dialog")
    assert "1 scheduled text was made from it; it keeps its words." in dialog.text
    answer = ben.post(f"{PAGE}/{made.id}/deletion", data={"version": 1})
    after = ben.page(answer.headers["Location"])
    assert "“On our way” is deleted." in after.text and subjects(after) == []
    assert ben.post(f"{PAGE}/{made.id}/restoring").status_code == 303
    assert subjects(ben.page(PAGE)) == ["On our way"]


def test_the_count_follows_the_words(ben):
    assert "20 characters, 1 segment" in ben.post(f"{PAGE}/check", data={"body": "We are on our way ok"}).text
    assert "1 too many" in ben.post(f"{PAGE}/check", data={"body": "x" * 10_001}).text


def test_the_count_is_of_the_text_as_somebody_gets_it(ben):
    told = ben.post(f"{PAGE}/check", data={"body": "Hi {{ contact.first_name | there }}"}).text
    assert "8 characters, 1 segment" in told and "Hi Maria" in told


def test_words_that_a_look_finds_fault_with_are_said_before_they_are_kept(ben):
    told = BeautifulSoup(ben.post(f"{PAGE}/check", data={"body": "See bit.ly/x"}).text, "html.parser")
    assert "bit.ly" in told.select_one(".template-found").text
    assert "at most 550 characters" in ben.post(f"{PAGE}/check", data={"body": "way " * 150}).text
    assert "template-found" not in ben.post(f"{PAGE}/check", data={"body": "We are on our way."}).text


def test_a_token_that_is_none_is_said_with_what_was_meant(ben):
    answer = ben.post(PAGE, data=ETA | {"body": "Hi {{ contact.first_nam }}"})
    assert answer.status_code == 422 and "Did you mean contact.first_name?" in answer.text


def test_the_fields_that_may_stand_in_one_are_offered_with_an_example(ben):
    assert "Maria" in ben.page(f"{PAGE}/tokens").select_one("[data-token]").text


def test_a_file_of_a_template_is_shown_to_whoever_sees_the_template(client, world):
    held = world.keep(Media(
        account_id=world.copper.id, author_id=world.ana.id, state="stored", content_type="application/pdf",
        name="map.pdf", key="k" * 64, size=5000,
    ))
    world.session.commit()
    made = kept(world.ana, media_ids=[held.id])
    assert f'data-media="{held.id}"' in client.sign_in(world.ana).get(f"{PAGE}/{made.id}/edit").text
    client.post(f"/media/{held.id}/removal")
    assert world.session.get(Media, held.id) is not None, "what is held is not taken away by a press in the dialog"
    assert not template_sight.holds(world.ben, held.id)
    assert client.sign_in(world.ben).get(f"/media/{held.id}").status_code == 404
    shared = Particulars("Way", "Way", media_ids=[held.id], is_shared=True)
    assert perform(templates.save, world.ana, shared, made.id).media_ids == [held.id]
    assert template_sight.holds(world.ben, held.id)
    assert not template_sight.holds(world.cara, held.id)


def test_opt_in_texts_are_listed_for_everybody_and_edited_by_who_may(ana, client, world):
    made = {"body": "Reply START to hear from Copper.", "act": "draft"}
    ana.post("/settings/opt-in/everybody", data=made)
    page = ana.page(f"{PAGE}?kind=opt-in")
    assert page.select_one(".template-act a")["href"] == "/settings/opt-in/everybody"
    client.sign_in(world.ben)
    page = client.page(f"{PAGE}?kind=opt-in")
    assert "Reply START" in page.select_one(".templates").text and page.select(".template-act a") == []


def test_another_accounts_template_is_404_and_so_is_a_colleagues_own(client, world):
    own, shared = kept(world.ben), kept(world.ana, "Other", is_shared=True)
    for user, row in ((world.cara, own), (world.cara, shared), (world.ana, own)):
        client.sign_in(user)
        for path in ("edit", "deletion"):
            assert client.get(f"{PAGE}/{row.id}/{path}").status_code == 404
        for path in ("", "/deletion", "/restoring"):
            assert client.post(f"{PAGE}/{row.id}{path}", data=ETA).status_code == 404
