"""Texts on SQLite: newest(), and how the FTS5 index follows: pending(), take_in(), merge().

Every text costs an FTS5 index several pages when it comes alone, and a merge of up to 200 ms now and then; taken in by
the hundred outside of anybody's way it costs a tenth. So texts newer than search_mark are read from message itself,
word by word, and the worker takes them in. Scope is a word of each text: U+E000 and the department's id, which nobody
can type.

FTS5 walks texts from the newest and stops at the limit, unless it must first collect all words that begin with
something longer than its prefix index: then the longest indexed beginning is walked, and each text is looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count, islice

from sqlalchemy import Row, bindparam, select, text

from app.extensions import db
from app.models.message import Message
from app.models.search_found import Found
from app.models.search_words import LONGEST, matches

SCOPE = "\ue000"
LONGEST_PREFIX = 6  # as the index has it
MOST_WALKED = 2_000
MOST_UNINDEXED = 20_000

_MARK = text("SELECT message_id FROM search_mark")
_HITS = text(
    "SELECT message.id, message.body FROM search_text JOIN message ON message.id = search_text.rowid"
    " WHERE search_text MATCH :query AND message.department_id IN :departments"
    " ORDER BY search_text.rowid DESC LIMIT :most"
).bindparams(bindparam("departments", expanding=True))
_TAKE_IN = text(
    "INSERT INTO search_text (rowid, words) SELECT id, char(57344) || department_id || ' ' || body FROM message"
    " WHERE id > :after AND id <= :upto"
)


def newest(department_ids: list[int], words: Sequence[str], limit: int) -> Found:
    """Ids of the newest texts that hold every word, the last as a beginning."""
    mark = db.session.scalar(_MARK)
    recent = _unindexed(mark, department_ids)
    ids = list(islice((row.id for row in recent if matches(words, row.body)), limit))
    if len(ids) == limit:
        return Found(ids)
    is_behind = len(recent) == MOST_UNINDEXED
    return Found(ids + _indexed(department_ids, words, limit - len(ids)), is_behind=is_behind)


def pending() -> int:
    """How many texts the index lacks, at most."""
    newest_id = db.session.scalar(select(Message.id).order_by(Message.id.desc()).limit(1)) or 0
    return max(0, newest_id - db.session.scalar(_MARK))


def take_in(most: int) -> int:
    """Index the oldest `most` texts that aren't yet; how many were."""
    mark = db.session.scalar(_MARK)
    oldest = select(Message.id).where(Message.id > mark).order_by(Message.id).limit(most)
    ids = list(db.session.scalars(oldest))
    if ids:
        db.session.execute(_TAKE_IN, {"after": mark, "upto": ids[-1]})
        db.session.execute(text("UPDATE search_mark SET message_id = :upto"), {"upto": ids[-1]})
    return len(ids)


def merge(pages: int) -> None:
    """Let FTS5 put together some of its small parts, writing about so many pages of 4 KB."""
    for index in ("search_text", "search_line"):
        db.session.execute(text(f"INSERT INTO {index} ({index}, rank) VALUES ('merge', :pages)"), {"pages": pages})


def _unindexed(mark: int, department_ids: list[int]) -> Sequence[Row]:
    query = select(Message.id, Message.body).where(Message.id > mark, Message.department_id.in_(department_ids))
    return db.session.execute(query.order_by(Message.id.desc()).limit(MOST_UNINDEXED)).all()


def _indexed(department_ids: list[int], words: Sequence[str], limit: int) -> list[int]:
    *whole, last = words
    if len(last) <= LONGEST_PREFIX:
        return [row.id for row in _hits(department_ids, whole, last, limit)]
    walked = count()
    hits = zip(_hits(department_ids, whole, last[:LONGEST_PREFIX], MOST_WALKED), walked, strict=False)
    ids = list(islice((row.id for row, _ in hits if matches(words, row.body)), limit))
    if len(ids) == limit or next(walked) < MOST_WALKED:
        return ids
    return [row.id for row in _hits(department_ids, whole, last, limit)]  # rare among those: little to collect


def _hits(department_ids: list[int], whole: Sequence[str], last: str, most: int) -> Iterator[Row]:
    scope = " OR ".join(f'"{SCOPE}{each}"' for each in department_ids)
    query = " AND ".join([f"({scope})", *(_term(word, len(word) == LONGEST) for word in whole), _term(last, True)])
    return iter(db.session.execute(_HITS, {"query": query, "departments": department_ids, "most": most}))


def _term(word: str, is_begun: bool) -> str:
    return f'"{word}" *' if is_begun else f'"{word}"'
