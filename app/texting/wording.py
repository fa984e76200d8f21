"""What a look at texts' words finds, as facts for the gate: wording_of(accounts, texts) asks for all at once what
stands around them; remember_words() keeps who got which words by hand.

A few queries, however many texts, and none for most: how long a thread was silent is asked only where a text must say
who writes and doesn't, who got the same words only where somebody's hand writes a longer one, and who owes an answer
to our opt-in text only where a text asks for a YES.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, func, literal_column, select

from app.clock import now
from app.extensions import db
from app.models import Account, Conversation, Message, OptIn, SameBody
from app.policy import content
from app.policy.content_fold import fold, words_of
from app.policy.content_scan import scan
from app.policy.content_table import USUAL, Problem, Settings, cells_of, settings_of
from app.policy.facts import Finding
from app.sms import segments
from app.texting.inserts import insert_or_renew
from app.texting.ways import is_in_canada

if TYPE_CHECKING:
    from app.texting.facts import Text

HOUR = timedelta(hours=1)
FEWEST_LETTERS = 20  # of words that are counted: "See you then!" goes to many in an hour
SURELY_ONE = 35  # characters that are one segment in any encoding
SURELY_FEW = 300  # characters of ASCII that are no more than four, even where each counts twice
IDS = bindparam("ids", expanding=True)
own, earlier = Message.__table__.alias("own").c, Message.__table__.alias("earlier").c
LEFT = earlier.state.not_in([literal_column(f"'{state}'") for state in ("refused", "canceled", "failed", "held")])


def _last(conversation_id: Any, *before: Any) -> Any:
    """When the last text of a thread came or left."""
    query = select(earlier.sort_at).where(earlier.conversation_id == conversation_id, LEFT, *before)
    return query.order_by(earlier.sort_at.desc()).limit(1).scalar_subquery()


BEFORE_TEXTS = select(own.id, _last(own.conversation_id, earlier.sort_at < own.sort_at)).where(own.id.in_(IDS))
IN_THREADS = select(Conversation.id, _last(Conversation.id)).where(Conversation.id.in_(IDS))
PENDING = select(OptIn.phone_id).where(OptIn.phone_id.in_(IDS), OptIn.state == "SENT")
SAME = select(SameBody.account_id, SameBody.body_hash, func.count()).where(
    SameBody.account_id.in_(bindparam("accounts", expanding=True)), SameBody.body_hash.in_(IDS),
    SameBody.at > bindparam("since"),
).group_by(SameBody.account_id, SameBody.body_hash)  # fmt: skip


@dataclass(frozen=True)
class Wording:
    """By account its settings; when threads last spoke, by text and by thread; who got which words; phones asked to opt
    in that have not answered."""

    settings: dict[int, Settings]
    before: dict[int, datetime | None]
    in_thread: dict[int, datetime | None]
    same: dict[tuple[int, str], int]
    pending: frozenset[int]

    def look(self, text: Text, account: Account, at: datetime) -> tuple[Text, tuple[Finding, ...]]:
        """What a look at this text's words found, and the text with the purpose by which it is judged: an offer where
        its words make it one."""
        findings = content.look(text.body, self._around(text, account, at))
        if text.purpose != "promo" and any(found.counts_as_offer for found in findings):
            return text._replace(purpose="promo"), findings
        return text, findings

    def _around(self, text: Text, account: Account, at: datetime) -> content.Wording:
        count, is_unicode = _segments(text.body)
        last, is_first = self._last(text)
        return content.Wording(
            declared(text), account.name, is_first, (at - last) / HOUR if last else 0, account.footer_mode,
            "CA" if is_in_canada(text.phone) else "US", text.phone.id in self.pending, address=account.address,
            same_body=self.same.get((account.id, hash_of(text)), 0) + 1 if self.same else 0,
            segments=count, is_unicode=is_unicode, settings=self.settings[account.id],
        )  # fmt: skip

    def _last(self, text: Text) -> tuple[datetime | None, bool]:
        """When this text's thread last spoke, and whether it never did; neither where nobody needs to know."""
        if text.message_id is not None:
            known, key = self.before, text.message_id
        elif text.conversation.id is not None:
            known, key = self.in_thread, text.conversation.id
        else:
            return None, True
        return known.get(key), key in known and known[key] is None


def wording_of(accounts: Sequence[Account], texts: Sequence[Text]) -> Wording:
    settings = {account.id: settings_for(account) for account in accounts}
    known = {account.id: account for account in accounts}
    nameless = [text for text in texts if _must_say_who(text, settings, known)]
    return Wording(
        settings,
        _asked(BEFORE_TEXTS, [text.message_id for text in nameless if text.message_id]),
        _asked(IN_THREADS, [t.conversation.id for t in nameless if t.conversation.id and t.message_id is None]),
        _same([text for text in texts if _is_counted(text)]),
        _pending([text.phone.id for text in texts if text.phone.id and _asks_for_yes(text, settings, known)]),
    )


def settings_for(account: Account) -> Settings:
    """What this account has set of the look at words."""
    return _settings(json.dumps(account.wording or {}))


def declared(text: Text) -> str:
    """What a text was written as, also where it has been judged as an offer since."""
    if text.purpose != "promo" or (text.program and text.program.level == "promotional"):
        return text.purpose
    return "info" if text.program else "direct" if text.author else "promo"


def remember_words(texts: Iterable[tuple[Message, str]]) -> None:
    """Keep that these people got these words by hand, each with its first name, which isn't part of them."""
    rows = [
        {"account_id": m.account_id, "body_hash": _hash(m.body, name), "phone_id": m.phone_id, "at": now()}
        for m, name in texts if m.author_id and len(m.body) >= FEWEST_LETTERS
    ]  # fmt: skip
    if rows:
        insert_or_renew(SameBody, rows, "at")


def forget_words() -> None:
    """Who got which words longer than an hour ago says nothing any more."""
    db.session.execute(delete(SameBody).where(SameBody.at < now() - 2 * HOUR))


def hash_of(text: Text) -> str:
    """Equal for texts that say the same to different people."""
    return _hash(text.body, text.phone.contact.first_name if text.phone.contact else "")


def _hash(body: str, name: str) -> str:
    called = words_of(fold(name))
    words = (word for word in words_of(fold(body)) if word not in called)
    return hashlib.sha256(" ".join(words).encode()).hexdigest()[:32]


def _must_say_who(text: Text, settings: dict[int, Settings], known: dict[int, Account]) -> bool:
    account_id = text.number.account_id
    if account_id not in settings or text.purpose not in ("reply", "direct", "info"):
        return False
    if cells_of(settings[account_id])[text.purpose]["L7"] == "-":
        return False
    return not scan(text.body, known[account_id].name, settings[account_id]).has_name


def _asks_for_yes(text: Text, settings: dict[int, Settings], known: dict[int, Account]) -> bool:
    """Whether it asks for a YES, which would be taken for that to our opt-in text."""
    account = known.get(text.number.account_id)
    return account is not None and scan(text.body, account.name, settings[account.id]).answer != ""


def _pending(ids: list[int]) -> frozenset[int]:
    return frozenset(db.session.scalars(PENDING, {"ids": ids})) if ids else frozenset()


def _is_counted(text: Text) -> bool:
    """Once it is written it was counted, and is judged by that from then on."""
    return text.author is not None and text.message_id is None and len(text.body) >= FEWEST_LETTERS


def _asked(query: Any, ids: list[int]) -> dict[int, datetime | None]:
    return dict(map(tuple, db.session.execute(query, {"ids": ids}))) if ids else {}


def _same(texts: list[Text]) -> dict[tuple[int, str], int]:
    """How many numbers got each of these words by hand within the hour; empty where none did."""
    if not texts:
        return {}
    asked = {"accounts": list({t.number.account_id for t in texts}), "ids": list({hash_of(t) for t in texts})}
    rows = db.session.execute(SAME, {**asked, "since": now() - HOUR})
    return {(account_id, words): many for account_id, words, many in rows}


@lru_cache(256)
def _settings(kept: str) -> Settings:
    try:
        return settings_of(json.loads(kept))
    except Problem:
        return USUAL


def _segments(body: str) -> tuple[int, bool]:
    """Segments, and whether a character forces Unicode on it. Most texts need no counting."""
    if len(body) <= SURELY_ONE or (len(body) <= SURELY_FEW and body.isascii() and "`" not in body):
        return 1, False
    count = segments.count(body)
    return count.segments, count.encoding != segments.GSM
