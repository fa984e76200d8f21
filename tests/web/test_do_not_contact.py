"""The Do Not Contact page: what it shows and to whom, what follows typing, and the file of all of it."""

from __future__ import annotations

import csv
import io

import pytest

from app import transaction
from app.clock import now
from app.models import Block, DncNumber
from app.texting import csv_cells
from app.web.do_not_contact_words import digits_in


@pytest.fixture
def ana(client, world):
    """Ana's browser: an admin."""
    return client.sign_in(world.ana)


def said(page) -> list[str]:
    """Each line of the list as one reads it."""
    return [" ".join(row.text.split()) for row in page.select(".dnc tbody tr")]


def test_the_national_list_is_told_in_one_line_and_that_it_is_old(ana, world, clock):
    assert ana.page("/do-not-contact").select_one(".dnc-registry") is None
    world.copper.dnc_imported_at = now()
    world.keep(DncNumber(account_id=world.copper.id, e164="+14805550141"))
    transaction.commit()
    words = " ".join(ana.page("/do-not-contact").select_one(".dnc-registry").text.split())
    assert words.startswith("National Do Not Call Registry: 1 number, imported ") and "31 days" not in words
    clock.advance(days=31, seconds=1)
    told = ana.page("/do-not-contact").select_one(".dnc-registry.is-old").text
    assert "The list is older than 31 days: have it imported anew." in told


def test_the_list_shows_who_and_how_and_when(ana, world):
    world.keep(Block(account_id=world.copper.id, e164="+14805550141", source="person", raw_text="please quit"))
    world.keep(Block(account_id=world.copper.id, e164="+14805550142", source="provider", rule="21610"))
    world.keep(Block(account_id=world.copper.id, e164="+14805550143", source="agent", channel="phone",
                     actor_id=world.ben.id, raw_text="no more texts", scope="proactive"))
    page = ana.page("/do-not-contact")
    lines = "\n".join(said(page))
    assert "4 numbers" in page.select_one(".page-count").text
    for words in (
        "(480) 555-0132 Eli Novak Opted out Opt-in: Not sent Texted “STOP”", "Wrote “please quit”",
        "by their own words",
        "The carrier reports a stop", "by the carrier",
        "Replies only Opt-in: Not sent Told Ben by phone “no more texts”", "by Ben",
        "No contact",
    ):  # fmt: skip
        assert words in lines


def test_it_is_in_the_navigation_of_everybody(client, world):
    for person in (world.ana, world.ben):
        page = client.sign_in(person).page("/do-not-contact")
        assert page.select_one(".rail [aria-current=page]").text.strip() == "Do Not Contact"
        assert page.select_one("#me a[href='/do-not-contact']")


def test_what_is_typed_brings_the_part_alone(ana, world):
    part = ana.page("/do-not-contact?q=555-01", headers={"HX-Request": "true"})
    assert part.select_one("#dnc_list") and not part.select_one("nav")
    assert part.select_one("mark").text == "555-01"
    assert "1 of 1 matches" in part.select_one("[role=status]").text


def test_nobody_yet_teaches_and_nobody_found_says_what_that_means(ana, cara):
    assert "Nobody has asked you to stop" in cara.get("/do-not-contact").text
    assert "That alone is no permission to text it" in ana.get("/do-not-contact?q=0199").text


def test_the_page_says_who_can_take_a_number_off_and_whom_to_ask(ana):
    guide = ana.page("/do-not-contact").select_one(".dnc-guide").text
    for words in ("Nobody can take a number off", "texting START", "ask your counsel"):
        assert words in guide


def test_more_than_a_page_goes_on(ana, world):
    for each in range(60):
        world.keep(Block(account_id=world.copper.id, e164=f"+148055502{each:02}", source="keyword", raw_text="STOP"))
    first = ana.page("/do-not-contact")
    second = ana.page(first.select_one("a[rel=next]")["href"])
    assert [len(said(page)) for page in (first, second)] == [50, 11]
    assert set(said(first)) & set(said(second)) == set()
    assert ana.get("/do-not-contact?before=nonsense").status_code == 200


def test_the_file_holds_all_and_nothing_in_it_is_a_formula(ana, world):
    words = '=HYPERLINK("http://192.0.2.9","x")'
    world.keep(Block(account_id=world.copper.id, e164="+14805550141", source="person", raw_text=words))
    answer = ana.get("/do-not-contact/export.csv")
    assert answer.headers["Content-Disposition"] == "attachment; filename=do-not-contact.csv"
    heads, newest, oldest = csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""))
    assert heads[0] == "Number" and newest[4] == f"'{words}"
    assert oldest[:5] == ["(480) 555-0132", "Eli Novak", "Opted out", "Texted", "STOP"]


def test_the_file_is_for_managers_and_admins(client, world):
    assert client.sign_in(world.ben).get("/do-not-contact/export.csv").status_code == 403
    assert "Export" not in client.page("/do-not-contact").select_one(".page-head").text
    world.ben.role = "manager"
    assert client.get("/do-not-contact/export.csv").status_code == 200


FORMULAS = ["=1+1", "+1 480", "-2", "@SUM(A1)", "\t=1", " =1", "\r\n=1", "|cmd", "%0A", "＝1", "\u00a0=1"]  # noqa: RUF001


@pytest.mark.parametrize("words", FORMULAS)
def test_a_cell_that_spreadsheets_would_run_is_only_words(words):
    assert csv_cells.cell(words) == f"'{words}"
    assert (csv_cells.cell("No = no"), csv_cells.cell(None)) == ("No = no", "")


@pytest.mark.parametrize(
    ("digits", "pieces"),
    [("55501", [("(480) ", False), ("555-01", True), ("32", False)]), ("4805", [("(", False), ("480) 5", True),
     ("55-0132", False)]), ("9", [("(480) 555-0132", False)]), ("", [("(480) 555-0132", False)]),
     ("14805550132", [("(", False), ("480) 555-0132", True)])],
)  # fmt: skip
def test_the_digits_looked_for_are_marked_in_the_number(digits, pieces):
    assert digits_in("+14805550132", digits) == pieces
