"""Makes the environment that everything runs in: python environment.py VENV LOCKFILE.

Needs nothing but the standard library, for it runs before anything is installed. Two at once agree: the
second waits for the first. What pip says goes to stderr. A copy of the lock file is left in the environment
to show what it holds; requirements-test.lock holds all of requirements.lock, so it leaves both.
"""

from __future__ import annotations

import fcntl
import filecmp
import os
import shutil
import signal
import subprocess
import sys
import venv
from pathlib import Path


def main(venv_folder: Path, lock: Path) -> int:
    """Exit status: 0 when the environment holds what the lock says, 1 with a sentence otherwise."""
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGHUP, _leave)
    venv_folder.mkdir(parents=True, exist_ok=True)
    with open(venv_folder / ".making", "w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        if _is_made(venv_folder, lock):
            return 0
        return _make(venv_folder, lock)


def _make(venv_folder: Path, lock: Path) -> int:
    _say(f"Making the environment in {venv_folder} (once; a minute or two) …")
    if not _has_pip(venv_folder) and not _make_bare(venv_folder):
        return 1
    command = [
        str(venv_folder / "bin" / "python"),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-input",
        "--disable-pip-version-check",
        "--require-hashes",
        "-r",
        str(lock),
    ]
    if not os.environ.get("HOME"):
        command.append("--no-cache-dir")
    if _run(command) != 0:
        _say("The packages could not be installed; pip says why above. Check the network and run this again.")
        return 1
    for held in {lock.name, lock.name.replace("-test", "")}:
        shutil.copyfile(lock.with_name(held), venv_folder / held)
    return 0


def _make_bare(venv_folder: Path) -> bool:
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    try:
        import ensurepip  # noqa: F401  Debian keeps it in a package of its own
    except ImportError:
        _say(
            f"This Python can't make environments. Install what is missing (Debian, Ubuntu: "
            f"apt install python{version}-venv) and run this again."
        )
        return False
    shutil.rmtree(venv_folder / "bin", ignore_errors=True)
    try:
        venv.EnvBuilder(with_pip=True, symlinks=True).create(venv_folder)
    except (OSError, subprocess.CalledProcessError) as error:
        _say(
            f"The environment could not be made in {venv_folder}: {error}. Remove that folder, see that the "
            f"disk has room and that python{version}-venv is installed, and run this again."
        )
        return False
    return True


def _has_pip(venv_folder: Path) -> bool:
    python = venv_folder / "bin" / "python"
    check = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return python.exists() and subprocess.run([python, "-c", check], capture_output=True).returncode == 0


def _is_made(venv_folder: Path, lock: Path) -> bool:
    kept = venv_folder / lock.name
    return (venv_folder / "bin" / "python").exists() and kept.exists() and filecmp.cmp(kept, lock, shallow=False)


def _run(command: list[str]) -> int:
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=sys.stderr)
    try:
        return child.wait()
    finally:
        if child.poll() is None:
            child.terminate()
            child.wait()


def _leave(_number: int, _frame: object) -> None:
    raise SystemExit(1)


def _say(sentence: str) -> None:
    sys.stderr.write(sentence + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    try:
        sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
    except KeyboardInterrupt:
        sys.exit(130)
