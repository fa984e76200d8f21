"""The worker process: RQ jobs in this process, and the clock in a thread of its own."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading

from app.clock import use_packaged_zones

use_packaged_zones()

from rq import SimpleWorker  # noqa: E402
from rq.serializers import JSONSerializer  # noqa: E402

from app import create_app, queues  # noqa: E402
from app.config import ConfigProblem  # noqa: E402
from app.jobs import clock  # noqa: E402
from app.live import wire  # noqa: E402
from app.logs import configure  # noqa: E402


class JobWorker(SimpleWorker):
    """Runs each job in an app context of its own, as each request has one."""

    def perform_job(self, *args, **kwargs):
        with app.app_context():
            return super().perform_job(*args, **kwargs)


def main() -> None:
    """Work until SIGTERM; a job in hand is finished first."""
    stop = threading.Event()
    threading.Thread(target=clock.run, args=(app, stop), name="clock", daemon=True).start()
    with app.app_context():
        connection = queues.redis()
    worker = JobWorker(os.environ.get("QUEUES", ",".join(queues.QUEUES)).split(","), connection=connection,
                       serializer=JSONSerializer, name=f"worker-{os.getpid()}-{os.urandom(3).hex()}")
    worker.log.setLevel(logging.WARNING)
    try:
        worker.work(logging_level="WARNING")
    finally:
        stop.set()


try:
    app = create_app(with_migrations=False)
except ConfigProblem as problem:
    sys.exit(str(problem))
configure(app)
wire.join(app, is_web=False)

if __name__ == "__main__":
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    main()
