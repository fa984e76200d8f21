"""The web process: gunicorn -k gevent wsgi:app, and `flask --app wsgi …`."""

from app.clock import use_packaged_zones

use_packaged_zones()

import os  # noqa: E402
import sys  # noqa: E402

from app import create_app, garbage  # noqa: E402
from app.config import ConfigProblem  # noqa: E402
from app.live import pushes, wire  # noqa: E402
from app.logs import configure  # noqa: E402
from app.web import sockets, static_files  # noqa: E402
from app.web.warm import warm  # noqa: E402

is_web = os.environ.get("FLASK_RUN_FROM_CLI") != "true"

try:
    app = create_app(with_migrations=not is_web, is_web=is_web)
except ConfigProblem as problem:
    sys.exit(str(problem))
configure(app)
wire.join(app, is_web)
sockets.register()
if is_web:
    pushes.start(app)
    static_files.serve(app)
    warm(app)
    garbage.leave_be()
