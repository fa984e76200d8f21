"""An evidence pack in words: readable(record) is what its page shows, csv_of(record) its timeline as a table.

Times are the account's, with the zone; nothing here depends on when it is read.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.sms.e164 import display
from app.texting import csv_cells
from app.texting.evidence import MEDIA
from app.texting.evidence_data import Record

ACTS = {
    "grant": "Agreed to", "withdraw": "Took back", "expire": "Ran out:", "decline": "Said no to",
    "attest": "Somebody attests to", "import": "Imported:",
}  # fmt: skip
LEVELS = {
    "conversational": "conversational texts", "informational": "informational texts",
    "promotional": "promotional texts",
}  # fmt: skip
SCOPES = {"all": "No texts at all", "proactive": "Replies only"}
SOURCES = {
    "keyword": "texted a stop word", "person": "said it in their own words", "agent": "told a colleague",
    "provider": "the carrier reports a stop",
}  # fmt: skip
# Columns of the ledger that say how it came about, in the order a reader asks for them.
FACTS = {
    "medium": "How", "affirmative_act": "What they did", "disclosure_text": "What they were shown",
    "disclosure_version": "Version of those words", "verbal_script": "What was read to them",
    "keyword_text": "Keyword", "inbound_message_sid": "Their text", "template_id": "Template",
    "template_version": "Version of the template", "form_id": "Form", "source_url": "Page",
    "checkbox_default": "The box was at first", "phone_field_required": "The number was required",
    "condition_of_purchase": "A condition of purchase", "terms_url": "Terms", "privacy_url": "Privacy notice",
    "language": "Language", "legal_basis": "Basis", "jurisdiction": "Law", "tz": "Their time zone",
    "implied_basis_date": "Implied since", "expires_at": "Runs out", "recording_or_file_id": "File",
    "revocation_channel": "Said by", "matcher_rule": "Recognised by rule", "import_batch_id": "Import",
}  # fmt: skip
PERSONAL = {
    "identity_name": "Name", "identity_other": "Known as", "ip": "IP address", "user_agent": "Browser",
    "session_id": "Session", "revocation_raw_text": "Their words", "note": "Note",
}  # fmt: skip
INSTANTS = ("implied_basis_date", "expires_at")
HEADS = ("seq", "event", "level", "program", "occurred_at", "recorded_at", *FACTS, *PERSONAL, "recorded_by", "row_hash")


def readable(record: Record) -> dict[str, Any]:
    """What the page needs: plain values, already words."""
    zone = record.account.time_zone
    return {
        "number": display(record.number), "account": record.account.name, "zone": zone,
        "events": [_event(record, each, zone) for each in record.events], "faults": record.faults,
        "last_hash": record.events[-1]["row_hash"] if record.events else "",
        "anchored": record.anchors[-1]["day"] if record.anchors else "",
        "standing": [{**each, "what": _level(each["level"], each["topic"]), "since": when(each["since"], zone)}
                     for each in record.standing],
        "blocks": [_block(record, each, zone) for each in record.blocks],
        "sources": [{**each, "at": when(each["at"], zone), "our_number": display(each["our_number"])}
                    for each in record.sources],
        "decisions": [_decision(each, zone) for each in record.decisions],
        "files": sorted(record.files), "missing": record.missing,
    }  # fmt: skip


def csv_of(record: Record) -> str:
    """One line an event. It begins with a mark that has spreadsheets read UTF-8."""
    lines = [csv_cells.row(HEADS)]
    for each in record.events:
        event, personal = each["event"], each["personal"]
        cells = [event["seq"], event["event"], event["level"], event["topic_or_program"], event["occurred_at"]]
        cells += [event["recorded_at"], *(event.get(name) for name in FACTS)]
        cells += [personal[name]["value"] if name in personal else "" for name in PERSONAL]
        lines.append(csv_cells.row([*cells, _who(record, event), each["row_hash"]]))
    return "\ufeff" + "".join(lines)


def when(instant: str | None, zone: str) -> str:
    """Monday, Nov 23, 2026 at 7:41:05 AM MST."""
    if not instant:
        return ""
    local = datetime.fromisoformat(instant).astimezone(ZoneInfo(zone))
    clock = f"{local.hour % 12 or 12}:{local:%M:%S} {'AM' if local.hour < 12 else 'PM'}"
    return f"{local:%A}, {local:%b} {local.day}, {local.year} at {clock} {local:%Z}"


def _event(record: Record, each: dict[str, Any], zone: str) -> dict[str, Any]:
    event, personal = each["event"], each["personal"]
    facts = [(name, _fact(key, event.get(key), zone)) for key, name in FACTS.items() if event.get(key) is not None]
    facts += [(name, personal[key]["value"]) for key, name in PERSONAL.items() if key in personal]
    return {
        "seq": event["seq"], "what": f"{ACTS[event['event']]} {_level(event['level'], event['topic_or_program'])}",
        "occurred": when(event["occurred_at"], zone), "recorded": when(event["recorded_at"], zone), "facts": facts,
        "is_given": event["event"] == "grant", "who": _who(record, event), "hash": each["row_hash"],
    }  # fmt: skip


def _fact(key: str, value: Any, zone: str) -> str:
    if key in INSTANTS:
        return when(value, zone)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return MEDIA.get(value, str(value)) if key == "medium" else str(value)


def _level(level: str, topic: str | None) -> str:
    return f"{LEVELS.get(level, level)}{f' about “{topic}”' if topic else ''}"


def _who(record: Record, event: dict[str, Any]) -> str:
    if event["actor_type"] == "agent":
        return record.people.get(event["actor_id"], "a colleague")
    return {"person": "the person", "provider": "the carrier", "system": "Leadline"}.get(
        event["actor_type"], event["actor_type"]
    )


def _block(record: Record, block: dict[str, Any], zone: str) -> dict[str, Any]:
    how = SOURCES.get(block.get("source", ""), "opted out with another business of the brand")
    if block.get("channel") not in (None, "", "text", "carrier"):
        how += f" ({block['channel']})"
    return {
        "scope": SCOPES[block["scope"]], "how": how, "words": block.get("words", ""),
        "since": when(block["since"], zone), "lifted": when(block["lifted_at"], zone),
        "by": record.people.get(block.get("recorded_by"), ""),
    }  # fmt: skip


def _decision(text: dict[str, Any], zone: str) -> dict[str, Any]:
    decided = text["decision"] if isinstance(text["decision"], dict) else {}
    return {**text, "at": when(text["at"], zone), "verdict": decided.get("verdict", ""),
            "sentence": decided.get("sentence", ""), "rules": decided.get("rules", "")}
