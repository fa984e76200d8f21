"""Anchors: one file a day outside the database, chained, private, and silent about who anybody is."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from app import transaction
from app.jobs import ledger as job
from app.texting import anchors, ledger

pytestmark = pytest.mark.usefixtures("anchored")


CHANGES = {
    "a figure": lambda raw: raw.replace(b'"seq":1', b'"seq":2'),
    "cut": lambda raw: raw[: len(raw) // 2],
    "emptied": lambda _raw: b"",
    "no JSON": lambda _raw: b"\xff",
    "other JSON": lambda _raw: b"[]\n",
    "without its end": lambda raw: b"".join(raw.splitlines(keepends=True)[:-1]),
    "without its beginning": lambda raw: b"".join(raw.splitlines(keepends=True)[1:]),
}


def agree(world, times: int = 1) -> None:
    for _ in range(times):
        ledger.write(world.dee, "grant", "informational", actor_type="person", identity_name="Dee Alvarez")
    transaction.commit()


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_no_anchors_yet_is_no_fault(world):
    assert (anchors.read().day, anchors.read().faults) == ("", [])


def test_a_day_has_one_file_however_often_it_is_asked_for(world, anchored):
    agree(world)
    path = anchored()
    before = path.read_bytes()
    agree(world)
    job.anchor()
    assert [each.name for each in path.parent.iterdir()] == ["consent-2026-11-24.jsonl"]
    assert path.read_bytes() == before


def test_it_holds_the_end_of_each_chain_and_nothing_that_says_whose(world, anchored):
    agree(world, 3)
    path = anchored()
    assert lines(path)[1]["seq"] == 3 and len(lines(path)) == 3
    assert not any(told in path.read_text() for told in (world.dee.e164[2:], "Alvarez", "Copper"))


def test_only_the_owner_reads_it(world, anchored):
    path = anchored()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_next_day_holds_only_what_changed_and_names_the_day_before(world, anchored):
    agree(world)
    first = anchored()
    ledger.write(world.eli, "withdraw", "informational", actor_type="person")
    second = anchored()
    assert [line["seq"] for line in lines(second)[1:-1]] == [1]
    assert lines(second)[0]["before"]["file"] == first.name
    assert (len(anchors.read().heads), anchors.read().faults, anchors.read().day) == (2, [], "2026-11-25")


def test_what_was_written_a_moment_ago_waits_for_the_next_day(world, anchored, clock):
    """A transaction that began before it may still be open: ids that were given are not yet all to be seen."""
    clock.advance(days=1)
    agree(world)
    assert len(lines(anchors.write())) == 2
    assert len(lines(anchored())) == 3


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_file_that_was_changed_is_named(world, anchored, change):
    agree(world)
    path = anchored()
    path.write_bytes(change(path.read_bytes()))
    assert anchors.read().faults == [f"The anchor file {path.name} was changed or cut short."]
    anchored()
    assert path.name in anchors.read().faults[0]


def test_a_file_written_anew_with_its_own_sum_is_found_by_the_next(world, anchored):
    agree(world)
    path = anchored()
    anchored()
    content = [*lines(path)[:1]]
    path.unlink()
    anchors._keep(path, content)
    [fault] = anchors.read().faults
    assert fault == f"The anchor file {path.name} isn't the one that consent-2026-11-25.jsonl was written after."


def test_a_file_taken_away_is_named_by_the_next(world, anchored):
    path = anchored()
    anchored()
    path.unlink()
    assert anchors.read().faults == [
        f"The anchor file {path.name}, which consent-2026-11-25.jsonl names as the one before it, is missing."
    ]


def test_nothing_of_a_file_that_could_not_be_written_is_left(world, anchored, monkeypatch, settings):
    def full(_wire: int) -> None:
        raise OSError("no space left on the disk")

    with monkeypatch.context() as patch:
        patch.setattr(anchors.os, "fsync", full)
        with pytest.raises(OSError):
            anchored()
    assert list((settings.data / "anchors").iterdir()) == []
