"""dnc import: the account's list of the National Do Not Call Registry, replaced whole, with what was wrong in it."""

from __future__ import annotations

import pytest

from app.extensions import db as database
from app.models import Account, DncNumber, Program
from app.texting import compose, national_list


@pytest.fixture
def brings(flask, tmp_path):
    """brings("line", …): the command on a file of these lines."""

    def run(*lines: str, account: str = "Copper & Co. Plumbing", more: tuple[str, ...] = ()):
        file = tmp_path / "registry.txt"
        file.write_bytes("\r\n".join(lines).encode())
        return flask("dnc", "import", account, file, *more)

    return run


def listed(account) -> list[str]:
    query = database.select(DncNumber.e164).filter_by(account_id=account.id).order_by(DncNumber.e164)
    return list(database.session.scalars(query))


def test_a_download_of_the_registry_is_the_list(brings, world):
    answer = brings("480,5550131", "602,5550104", "480,5550131", more=("--json",)).json
    assert answer == {"account": world.copper.id, "numbers": 2, "bad": 0, "bad_lines": []}
    assert listed(world.copper) == ["+14805550131", "+16025550104"] and listed(world.harbor) == []
    assert database.session.get(Account, world.copper.id).dnc_imported_at is not None


@pytest.mark.parametrize("broken", ['"480,5550131', '"' + "x" * 200_000])
def test_a_quote_that_is_not_closed_takes_no_other_number_off_the_list(brings, world, broken):
    brings(broken, "602,5550104", '602,"5550105"')
    assert listed(world.copper)[-2:] == ["+16025550104", "+16025550105"]


@pytest.mark.parametrize("line", ["(480) 555-0131", "+14805550131", "4805550131", '"480","5550131"', " 480 , 5550131 ",
                                  "4805550131,2026-11-01"])
def test_a_number_is_known_however_it_is_written(brings, world, line):
    brings("Area code,Number", line, "")
    assert listed(world.copper) == ["+14805550131"]


def test_the_next_download_replaces_the_last(brings, world, monkeypatch):
    monkeypatch.setattr(national_list, "AT_ONCE", 3)
    old, new = [f"480555{n:04}" for n in range(10)], [f"480555{n:04}" for n in range(5, 17)]
    brings(*old)
    assert len(listed(world.copper)) == 10
    said = brings(*new).out
    assert listed(world.copper) == [f"+1{each}" for each in new]
    assert said == "12 numbers stand on the list of Copper & Co. Plumbing. Import it anew within 31 days.\n"


def test_lines_that_are_no_numbers_are_left_out_and_told_with_their_place(brings, world):
    said = brings("480,5550131", "hello", "480,555", "602,5550104").out
    assert listed(world.copper) == ["+14805550131", "+16025550104"]
    assert "2 lines are no numbers and were left out:\n  line 2: This number has letters in it." in said
    assert "\n  line 3: This number is too short." in said
    answer = brings("480,5550131", *["x"] * 12, more=("--json",)).json
    assert (answer["bad"], answer["bad_lines"]) == (12, list(range(2, 12)))
    assert "and 2 more" in brings("480,5550131", *["x"] * 12).out


def test_a_file_without_a_number_changes_nothing(brings, world):
    brings("480,5550131")
    said = brings("nothing", "in it").sentence
    assert said.startswith("There is no number in this file, so the list stays as it was.\n  line 2: ")
    assert listed(world.copper) == ["+14805550131"]
    assert brings("").sentence == "There is no number in this file, so the list stays as it was."


def test_what_cannot_be_read_is_a_sentence(brings, flask, world, tmp_path):
    name = world.copper.name
    nowhere = flask("dnc", "import", name, tmp_path / "none")
    assert nowhere.sentence.endswith("can't be read: No such file or directory.")
    (tmp_path / "packed").write_bytes(b"PK\x03\x04\xff\xfe")
    assert "is not a text file. Unpack the download first" in flask("dnc", "import", name, tmp_path / "packed").sentence
    assert brings("480,5550131", account="Nobody").sentence.startswith("There is no account Nobody.")


def test_what_sells_is_refused_to_a_listed_number_and_the_rest_is_not(brings, world):
    sale = world.keep(Program(account_id=world.copper.id, name="Offers", level="promotional"))
    thread = world.conversation(world.dee)
    brings("480,5550131")
    facts, verdict = compose.judge(thread, world.ben, "Ten percent", program=sale)
    assert facts.national_dnc and verdict.code == "NO_CONSENT_promotional", "row 9 comes first"
    assert compose.check(thread, world.ben, "Hello").may_go
