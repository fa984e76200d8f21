"""`python -m simulator`: starts the simulated carrier, or says in one sentence why it does not start."""

from gevent import monkey

monkey.patch_all()

import os  # noqa: E402
import sqlite3  # noqa: E402
import sys  # noqa: E402

from .config import ConfigError, read_config  # noqa: E402
from .server import serve  # noqa: E402


def main() -> int:
    """Serve until told to stop; 1 after a sentence on stderr when that cannot be."""
    try:
        serve(read_config(os.environ))
    except ConfigError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except (OSError, sqlite3.Error) as error:
        sys.stderr.write(f"The simulated carrier cannot use its folder: {error}. Check LEADLINE_DATA.\n")
        return 1
    return 0


sys.exit(main())
