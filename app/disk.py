"""flush(folder): a file's new name outlives a power cut only once its folder is on the disk too."""

from __future__ import annotations

import os
from pathlib import Path


def flush(folder: Path) -> None:
    """Write the names in this folder to the disk."""
    wire = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(wire)
    finally:
        os.close(wire)
