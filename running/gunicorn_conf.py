"""How gunicorn serves the web part. No access log: addresses and bodies hold people's numbers and texts."""

import ctypes
import os
import signal
import sys

from prometheus_client import multiprocess

bind = os.environ["LEADLINE_BIND"]
workers = int(os.environ.get("WEB_PROCESSES") or 1)
worker_class = "gevent"
worker_connections = 6000  # 5,000 open pages and their requests
timeout = 60
graceful_timeout = 1  # open websockets would hold a leaving worker to the last second
keepalive = 30
limit_request_line = 8190  # the carrier's webhooks carry our own parameters only
accesslog = None
errorlog = "-"
loglevel = "warning"
control_socket_disable = True  # it would be made in HOME, which may not exist
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def post_fork(server, worker):
    """A web worker goes with its master, also when that is killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
        if os.getppid() != worker.ppid:
            os._exit(1)


def child_exit(server, worker):
    """What only a living process has (open sockets) is counted no more."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        multiprocess.mark_process_dead(worker.pid)
