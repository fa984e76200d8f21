"""leave_be(): the garbage collector, for a process that has loaded all it needs.

Code, mappers, templates and statements made once live as long as the process: some hundred thousand objects, which
Python would walk through again and again. What requests leave behind goes by counting references; cycles are few.
"""

from __future__ import annotations

import gc

YOUNG, OLDER, OLDEST = 10_000, 20, 50  # Python's own: 700, 10, 10


def leave_be() -> None:
    """Never look at again what is there now, and less often at what comes."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, OLDER, OLDEST)
