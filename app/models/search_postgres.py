"""Texts on PostgreSQL: newest().

GIN knows no order: asked for a common word it collects every text that has it. So the newest texts of each
department are read first, word vectors only: a common word, or a small department, is done there. What is left is
rare, and GIN finds it, scope and words intersected in the index. A beginning that is common is never given to GIN
beside other words: it would collect all words that begin so.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from app.extensions import db
from app.models.search_found import Found
from app.transaction import apart

WINDOW = 8_000  # texts of a department
SAMPLE = 1_000
COMMON = 20  # of the sample
GIVE_UP_MS = 2_000
QUERY_CANCELED = "57014"

_NEWEST = """FROM unnest(CAST(:departments AS bigint[])) AS desk (id) CROSS JOIN LATERAL (
    SELECT message_id, words FROM search_text WHERE department_id = desk.id
    ORDER BY department_id DESC, message_id DESC LIMIT :window) AS recent"""
_BOUND = text(
    """SELECT max(edge.message_id) FROM unnest(CAST(:departments AS bigint[])) AS desk (id) CROSS JOIN LATERAL (
    SELECT message_id FROM search_text WHERE department_id = desk.id
    ORDER BY department_id DESC, message_id DESC OFFSET :window LIMIT 1) AS edge"""
)
_RECENT = text(
    f"SELECT message_id {_NEWEST} WHERE words @@ CAST(:query AS tsquery) AND message_id > :bound"
    " ORDER BY message_id DESC LIMIT :most"
)
_SHARE = text(
    f"SELECT count(*) {_NEWEST} WHERE words @@ CAST(:query AS tsquery)"
)
_ALL = text(
    "SELECT message_id FROM search_text WHERE words @@ CAST(:narrow AS tsquery)"
    " AND words || ''::tsvector @@ CAST(:query AS tsquery) ORDER BY message_id + 0 DESC LIMIT :most"
)


def newest(department_ids: list[int], words: Sequence[str], limit: int) -> Found:
    """Ids of the newest texts that hold every word, the last as a beginning."""
    ask = {"departments": department_ids, "most": limit, "query": _query(words), "window": WINDOW}
    ask["window"] = max(SAMPLE, WINDOW // len(department_ids))
    bound = db.session.scalar(_BOUND, ask)
    ids = list(db.session.scalars(_RECENT, ask | {"bound": bound or 0}))
    if bound is None or len(ids) == limit:
        return Found(ids)
    try:
        with apart():
            db.session.execute(text(f"SET LOCAL statement_timeout = {GIVE_UP_MS}"))
            ids = list(db.session.scalars(_ALL, ask | {"narrow": _narrow(department_ids, words)}))
            db.session.execute(text("SET LOCAL statement_timeout TO DEFAULT"))
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", "") != QUERY_CANCELED:
            raise
        return Found(ids, is_slow=True)
    return Found(ids)


def _narrow(department_ids: list[int], words: Sequence[str]) -> str:
    """What GIN is asked for: scope, and the words without a common beginning."""
    scope = " | ".join(f"'#{each}'" for each in department_ids)
    *whole, last = words
    if whole:
        sample = {"departments": department_ids, "query": f"'{last}':*", "window": SAMPLE // len(department_ids) or 1}
        if db.session.scalar(_SHARE, sample) > COMMON:
            return " & ".join([f"({scope})", *(f"'{word}'" for word in whole)])
    return f"({scope}) & {_query(words)}"


def _query(words: Sequence[str]) -> str:
    """Words are letters and digits only, so nothing in them means anything to tsquery."""
    *whole, last = words
    return " & ".join([*(f"'{word}'" for word in whole), f"'{last}':*"])
