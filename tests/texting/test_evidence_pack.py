"""The evidence pack answers for itself: complete, readable, the same each time, and telling of whoever changed it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from app import transaction
from app.extensions import db
from app.models import Account, Block, ConsentPerson, EvidenceFile, Media
from app.texting import evidence_pack, ledger, media_store
from app.texting.accounts import Problem
from tests.texting.acts import answer, asked, text

SCAN = b"\x89PNG of the signed paper"
SEAL = hashlib.sha256(SCAN).hexdigest()
SHEET = '=HYPERLINK("http://192.0.2.9")'
GRANT = {
    "medium": "paper", "disclosure_text": "Copper & Co. may text me <offers>.", "affirmative_act": "signed it",
    "topic_or_program": "Offers", "actor_type": "person", "legal_basis": "PEWC", "condition_of_purchase": False,
    "identity_name": SHEET, "ip": "192.0.2.7", "recording_or_file_id": SEAL,
}  # fmt: skip


@pytest.fixture
def agreed(world, anchored):
    """Fay texted, agreed on paper with a scan, was answered, and stopped. Copper's sibling blocks her too."""
    conversation = asked(world)
    phone = conversation.phone
    ledger.write(phone, "grant", "promotional", **GRANT)
    scan = {"name": "../a paper.png", "content_type": "image/png", "sha256": SEAL, "data": SCAN}
    world.keep(EvidenceFile(id="paper-1", account_id=world.copper.id, phone_e164=world.fay, **scan))
    answer(conversation, world.ben, "On our way at 9.")
    text(world.fay, world.local, "STOP")
    west = world.keep(Account(name="Copper West", parent_id=world.copper.id, brand_id=world.copper.id))
    world.keep(Block(account_id=west.id, e164=world.fay, source="person", raw_text="a word to the others"))
    transaction.commit()
    return phone


@pytest.fixture
def pack(agreed, world, tmp_path) -> Path:
    """The folder of Fay's pack."""
    with zipfile.ZipFile(made(world)) as packed:
        packed.extractall(tmp_path / "pack")
    return tmp_path / "pack"


def made(world, number: str = "(480) 555-0199") -> io.BytesIO:
    return io.BytesIO(evidence_pack.make(world.copper, number).file.read())


def verified(folder: Path, *arguments: str) -> tuple[int, str]:
    """What verify.py of this folder says, run as anybody would: no package of ours can be imported."""
    command = [sys.executable, "-I", "-B", str(folder / "verify.py"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    return done.returncode, done.stdout


def sealed_anew(folder: Path) -> None:
    """Make the manifest right again, as a forger would."""
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    names.remove("manifest.sha256")
    sums = (f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names)
    (folder / "manifest.sha256").write_text("".join(sums))


def forged(folder: Path, change) -> tuple[int, str]:
    """What verify.py says once the timeline is changed and the manifest made right again."""
    timeline = json.loads((folder / "timeline.json").read_text())
    change(timeline)
    (folder / "timeline.json").write_text(json.dumps(timeline))
    sealed_anew(folder)
    return verified(folder)


@pytest.mark.lesson(60)
def test_a_carrier_that_asks_for_the_opt_in_is_answered_by_one_file(pack):
    """ProgressiveCoders/Spoke#886: the carrier flagged the account and asked how people had opted in."""
    page = (pack / "index.html").read_text()
    for words in (
        "(480) 555-0199", "Copper &amp; Co. Plumbing", "Agreed to promotional texts about “Offers”", "On paper",
        "may text me &lt;offers&gt;.", "signed it", "192.0.2.7", "No texts at all", "texted a stop word “STOP”",
        "On our way at 9.", "The record is whole", "python3 verify.py",
    ):  # fmt: skip
        assert words in page, words
    assert "<script" not in page and "http" not in page.replace("http://192.0.2.9", "")
    status, said = verified(pack)
    assert status == 0
    assert said.startswith("This pack holds: every file is as it was made, and the 5 consent events")


def test_it_holds_everything_by_name(pack):
    scan = f"files/{SEAL[:12]}-a_paper.png"
    files = {path.relative_to(pack).as_posix() for path in pack.rglob("*") if path.is_file()}
    assert files == {"index.html", "timeline.json", "timeline.csv", "decisions.json", "chain-check.json", "verify.py",
                     "manifest.sha256", scan}
    assert (pack / scan).read_bytes() == SCAN
    assert json.loads((pack / "chain-check.json").read_text()) == {"events": 5, "ok": True, "faults": []}
    [sent] = json.loads((pack / "decisions.json").read_text())
    assert (sent["body"], sent["state"], sent["code"]) == ("On our way at 9.", "canceled", "OPTED_OUT")
    page = (pack / "index.html").read_text()
    assert sent["decision"]["sentence"] in page
    assert f"rules {sent['decision']['rules']}" in page


def test_the_same_data_makes_the_same_bytes(agreed, world, clock):
    first = made(world).read()
    clock.advance(days=400)
    assert made(world, "+1 480-555-0199").read() == first


def test_of_another_account_it_says_that_it_blocks_and_no_more(pack):
    blocks = json.loads((pack / "timeline.json").read_text())["blocks"]
    [other] = [block for block in blocks if block["whose"] != "this business"]
    assert set(other) == {"whose", "scope", "since", "lifted_at"}
    assert "a word to the others" not in "".join(path.read_text("latin-1") for path in pack.glob("*.*"))


def test_a_spreadsheet_runs_nothing_of_it(pack):
    lines = csv.DictReader(io.StringIO((pack / "timeline.csv").read_text("utf-8-sig"), newline=""))
    grant = next(line for line in lines if line["level"] == "promotional" and line["event"] == "grant")
    assert (grant["identity_name"], grant["medium"]) == (f"'{SHEET}", "paper")


def test_one_byte_changed_in_any_file_is_found(pack):
    for path in [each for each in pack.rglob("*") if each.is_file()]:
        whole = path.read_bytes()
        for place in {0, len(whole) // 2, len(whole) - 1}:
            path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
            assert verified(pack)[0] != 0, f"{path.name}, byte {place}"
        path.write_bytes(whole)
    assert verified(pack)[0] == 0


def test_a_file_taken_away_or_put_in_is_found(pack):
    (pack / "files" / "another.png").write_bytes(b"?")
    assert "not of the pack: files/another.png." in verified(pack)[1]
    (pack / "files" / "another.png").unlink()
    (pack / "timeline.csv").unlink()
    assert verified(pack) == (1, "This pack does NOT hold. missing: timeline.csv.\n")


FORGERIES = {
    "a field": lambda t: t["events"][1]["event"].update(level="informational"),
    "a field without a value": lambda t: t["events"][1]["event"].update(terms_url="https://example.com"),
    "somebody's name": lambda t: t["events"][1]["personal"]["identity_name"].update(value="Fay"),
    "the last left out": lambda t: t["events"].pop() and t["anchors"].clear(),
    "one left out": lambda t: t["events"].pop(1),
    "two changed places": lambda t: t["events"].reverse(),
    "another number": lambda t: t.update(number="+14805550100"),
    "another account": lambda t: t["account"].update(id=99),
    "a hash": lambda t: t["events"][0].update(row_hash="0" * 64),
    "laid out otherwise": lambda t: t.update(events={"one": 1}),
}


@pytest.mark.parametrize("change", [name for name in FORGERIES if name != "the last left out"])
def test_a_forged_timeline_is_found_by_its_chain_though_the_manifest_is_right(pack, change):
    status, said = forged(pack, FORGERIES[change])
    assert status == 1 and said.startswith("This pack does NOT hold.") and "changed since" not in said


def test_a_chain_cut_at_its_end_is_found_by_the_anchors_in_the_pack(agreed, world, anchored, tmp_path):
    anchored()
    with zipfile.ZipFile(made(world)) as packed:
        packed.extractall(tmp_path)
    status, said = forged(tmp_path, lambda t: t["events"].pop())
    assert (status, said) == (1, "This pack does NOT hold. Event 5 isn't the one that was anchored on 2026-11-24.\n")


def test_the_scan_an_event_names_by_its_hash_cannot_be_another(pack):
    [scan] = (pack / "files").iterdir()
    scan.write_bytes(b"another paper")
    sealed_anew(pack)
    assert "The file that event 2 names as its evidence is not in the pack" in verified(pack)[1]


def test_the_zip_itself_can_be_checked_and_what_is_none_is_said(pack, agreed, world, tmp_path):
    packed = tmp_path / "fay.zip"
    packed.write_bytes(made(world).read())
    assert verified(pack, str(packed))[0] == 0
    packed.write_bytes(b"no zip")
    assert verified(pack, str(packed)) == (1, "This pack can't be read: File is not a zip file\n")


def test_an_erased_person_is_gone_from_it_and_it_still_holds(agreed, world, tmp_path):
    db.session.query(ConsentPerson).delete()
    transaction.commit()
    with zipfile.ZipFile(made(world)) as packed:
        packed.extractall(tmp_path)
    assert "192.0.2.7" not in (tmp_path / "timeline.json").read_text()
    assert verified(tmp_path)[0] == 0


def test_a_number_whose_contact_is_gone_keeps_its_evidence(agreed, world):
    agreed.contact_id = None
    transaction.commit()
    with zipfile.ZipFile(made(world)) as packed:
        assert json.loads(packed.read("chain-check.json"))["events"] == 5


def test_a_record_that_somebody_changed_says_so_in_the_pack(agreed, world, tampering, tmp_path):
    tampering("UPDATE consent_event SET level = 'informational' WHERE level = 'promotional' AND event = 'grant'")
    transaction.commit()
    made_now = evidence_pack.make(world.copper, world.fay)
    assert made_now.faults == ["its fields aren't those that were written"]
    with zipfile.ZipFile(made_now.file) as packed:
        assert "doesn’t hold together" in packed.read("index.html").decode()
        packed.extractall(tmp_path)
    assert "Event 2 was changed" in verified(tmp_path)[1]


def test_a_picture_they_texted_may_be_the_evidence_and_a_missing_file_is_named(world, anchored):
    key = media_store.put(b"a picture")
    stored = {"state": "stored", "content_type": "image/png", "name": "box.png", "key": key}
    media = world.keep(Media(account_id=world.copper.id, **stored))
    theirs = world.keep(Media(account_id=world.harbor.id, **stored))
    for named in (str(media.id), str(theirs.id), "gone"):
        ledger.write(world.dee, "grant", "informational", actor_type="person", recording_or_file_id=named)
    transaction.commit()
    with zipfile.ZipFile(made(world, "4805550131")) as packed:
        assert packed.read(f"files/{key[:12]}-box.png") == b"a picture"
        page = packed.read("index.html").decode()
    assert f"names the file {theirs.id}, which is not here" in page and "names the file gone" in page


@pytest.mark.parametrize("typed", ["", "555", "nonsense!", "+1 480 555 0188"])
def test_what_is_no_number_or_nobodys_is_said(world, anchored, typed):
    with pytest.raises(Problem):
        evidence_pack.make(world.copper, typed)
    with pytest.raises(Problem, match="Harbor Dental has nothing on record about"):
        evidence_pack.make(world.harbor, world.dee.e164)
