"""Job of the consent ledger: write down outside the database, once a day, where its chains end."""

from __future__ import annotations

from app.texting import anchors


def anchor() -> None:
    anchors.write()
