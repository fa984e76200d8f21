"""The worker process: RQ jobs in this process; its signs of life and the clock in threads of their own.

    python worker.py [QUEUE …]      default: QUEUES (with commas), else every queue
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Sequence

from app.clock import use_packaged_zones

use_packaged_zones()

import structlog  # noqa: E402
from rq import SimpleWorker  # noqa: E402
from rq.serializers import JSONSerializer  # noqa: E402

from app import create_app, garbage, heartbeats, metrics, queues  # noqa: E402
from app.config import ConfigProblem  # noqa: E402
from app.jobs import clock  # noqa: E402
from app.live import wire  # noqa: E402
from app.logs import configure  # noqa: E402

log = logging.getLogger("app.worker")
hand = heartbeats.Hand()


class JobWorker(SimpleWorker):
    """Runs each job in an app context of its own, as each request has one; counts, times and logs it."""

    def perform_job(self, job, *args, **kwargs):
        name, began = job.func_name.removeprefix("app.jobs."), time.perf_counter()
        hand.take(name, queues.STUCK_AFTER_S[job.origin])
        with app.app_context(), structlog.contextvars.bound_contextvars(job=name, job_id=job.id):
            try:
                went_well = super().perform_job(job, *args, **kwargs)
            finally:
                hand.put_down()
            seconds = time.perf_counter() - began
            metrics.JOBS.labels(name, "done" if went_well else "failed").inc()
            metrics.JOB_SECONDS.labels(name).observe(seconds)
            say = log.info if went_well else log.error
            say("job %s", "done" if went_well else "failed", extra={"ms": round(seconds * 1000, 1)})
        return went_well

    def handle_exception(self, job, *exc_info):
        """Instead of RQ's own line, which repeats the exception's words: a database's hold the row it refused."""
        log.error("the job's exception", exc_info=exc_info)


def main(arguments: Sequence[str] = ()) -> None:
    """Work until SIGTERM; a job in hand is finished first."""
    stop = threading.Event()
    names = asked(arguments or [name for name in os.environ.get("QUEUES", "").split(",") if name.strip()])
    me = f"worker-{os.getpid()}-{os.urandom(3).hex()}"
    with app.app_context():
        own, shared = queues.patient_redis(), queues.redis()
    beating = threading.Thread(target=heartbeats.keep_beating, args=(shared, me, names, stop, hand), daemon=True)
    beating.start()
    threading.Thread(target=clock.run, args=(app, stop), name="clock", daemon=True).start()
    worker = JobWorker(names, connection=own, serializer=JSONSerializer, name=me)
    worker.log.setLevel(logging.WARNING)
    garbage.leave_be()
    try:
        worker.work(logging_level="WARNING")
    finally:
        stop.set()
        beating.join(1)


def asked(given: list[str]) -> list[str]:
    """The queues to work on, all unless said; ends with a sentence for one that there is not."""
    names = [name.strip() for name in given] or list(queues.QUEUES)
    for name in names:
        if name not in queues.QUEUES:
            sys.exit(f"QUEUES names {name}, which is no queue. Set it to one or more of: {', '.join(queues.QUEUES)}.")
    return names


try:
    app = create_app(with_migrations=False)
except ConfigProblem as problem:
    sys.exit(str(problem))
configure(app)
wire.join(app, is_web=False)

if __name__ == "__main__":
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    main(sys.argv[1:])
