"""What came since the search index was last brought up to date: is_behind(), catch_up().

Only SQLite's index follows; PostgreSQL's is written with each text. Search reads what the index lacks from the texts
themselves, so nobody waits for this.
"""

from __future__ import annotations

from app.extensions import db
from app.models import search_people, search_sqlite
from app.transaction import perform

BATCH = 100  # texts, some milliseconds of the write lock
MERGED_PAGES = 32


def is_behind() -> bool:
    """Whether a batch's worth of texts or people waits for the index."""
    return db.engine.dialect.name == "sqlite" and max(search_sqlite.pending(), search_people.pending()) >= BATCH


def catch_up(batch: int = BATCH) -> int:
    """Take in everything but the newest few, a batch a transaction; how many texts. Bulk loaders may take larger
    batches while nobody else writes."""
    taken = 0
    while is_behind():
        perform(search_people.take_in, batch)
        taken += perform(search_sqlite.take_in, batch)
        perform(search_sqlite.merge, MERGED_PAGES * max(1, batch // BATCH))
    return taken
