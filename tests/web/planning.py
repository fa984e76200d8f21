"""What tests of the scheduler's pages share: form() is the dialog as a person fills it in, plain() words without bound
spaces, soup() an answer's page."""

from __future__ import annotations

import uuid
from typing import Any

from bs4 import BeautifulSoup

from app.extensions import db
from app.models import Schedule

HX = {"HX-Request": "true", "HX-Request-Type": "partial"}
DEE = "Dee Alvarez · (480) 555-0131"


def form(**changed: Any) -> dict[str, Any]:
    """To Dee, tomorrow at nine where she is."""
    given = {"client_id": str(uuid.uuid4()), "kind": "text", "to": DEE, "body": "We come at ten.", "zone": "",
             "date": "2026-11-24", "time": "09:00", "way": "", "interval": "1", "ends": ""}  # fmt: skip
    return given | changed


def plain(part) -> str:
    """The words of a part of a page on one line."""
    return " ".join(part.text.replace("\u00a0", " ").split())


def soup(answer) -> BeautifulSoup:
    return BeautifulSoup(answer.text, "html.parser")


def every() -> list[Schedule]:
    return list(db.session.scalars(db.select(Schedule).order_by(Schedule.id)))
