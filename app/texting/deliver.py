"""Deliver: drain(carrier) hands due texts to the carrier until none is left; tell_carrier() is one try.

Texts are claimed as places in the pool fall free, so a slow answer to one holds up no other. The database is
never touched while the carrier is asked.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from app import metrics
from app.clock import now
from app.sms.twilio_client import Carrier, NotSent, Refused, Unknown
from app.texting.claim import Claimed, claim
from app.texting.outcomes import Outcome, record
from app.transaction import perform

PARALLEL = 10  # creates at once; Twilio counts concurrency per account and answers 429 beyond (error 20429)
BUDGET_S = 45.0
LOOK_AGAIN_S = 0.2
GATHER_S = 0.05  # answers that come together are written together, and their places filled together
STALE_S = 15.0

log = logging.getLogger(__name__)


def drain(carrier: Carrier, callback_url: Callable[[int, int], str], budget_s: float = BUDGET_S) -> bool:
    """Send what is due, for at most `budget_s` seconds. True when nothing due was left."""
    ends = time.monotonic() + budget_s
    running: set[Future[Outcome]] = set()
    with ThreadPoolExecutor(PARALLEL, thread_name_prefix="carrier") as pool:
        while True:
            claimed = perform(claim, PARALLEL - len(running)) if _may_claim(running, ends) else []
            running |= {pool.submit(tell_carrier, carrier, text, callback_url) for text in claimed}
            if not running:
                return time.monotonic() < ends
            done, running = wait(running, timeout=LOOK_AGAIN_S, return_when=FIRST_COMPLETED)
            also, running = wait(running, timeout=GATHER_S if done else 0)
            _record([future.result() for future in done | also])


def tell_carrier(carrier: Carrier, text: Claimed, callback_url: Callable[[int, int], str]) -> Outcome:
    """One try. A claim that grew old before its bytes left (a machine asleep) is not used: somebody may be
    settling it by now."""
    if (now() - text.claimed_at).total_seconds() > STALE_S:
        return Outcome(text.message_id, text.attempt, "unknown")
    try:
        accepted = carrier.create(
            text.to, text.from_, text.body, callback_url(text.message_id, text.attempt),
            media_urls=text.media_urls, messaging_service_sid=text.messaging_service_sid,
            validity_period=text.valid_s,
        )
    except Refused as refused:
        return Outcome(text.message_id, text.attempt, "refused", code=refused.code,
                       http_status=refused.http_status, retry_after=refused.retry_after)
    except NotSent as problem:
        log.warning("the carrier could not be reached: %s", problem.reason)
        return Outcome(text.message_id, text.attempt, "not_sent")
    except Unknown as problem:
        log.warning("text %s: the carrier's answer did not come (%s)", text.message_id, problem.reason)
        return Outcome(text.message_id, text.attempt, "unknown")
    except Exception:
        log.exception("text %s: unforeseen; its outcome is unknown", text.message_id)
        return Outcome(text.message_id, text.attempt, "unknown")
    metrics.CLAIM_SECONDS.observe((now() - text.claimed_at).total_seconds())
    return Outcome(text.message_id, text.attempt, "accepted", accepted.sid, accepted.status)


def _record(outcomes: list[Outcome]) -> None:
    """One transaction for the batch; opt-outs, which lock phones, one each."""
    blocked = [outcome for outcome in outcomes if outcome.code == 21610]
    rest = [outcome for outcome in outcomes if outcome.code != 21610]
    for batch in [*([rest] if rest else []), *([outcome] for outcome in blocked)]:
        perform(record, batch)


def _may_claim(running: set[Future[Outcome]], ends: float) -> bool:
    return len(running) < PARALLEL and time.monotonic() < ends
