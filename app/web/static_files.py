"""Styles, scripts and drawings under addresses that change with what they hold: /static/<version>/css/base.css.

Templates write /static/…, and are compiled with the version put in; scripts import each other by relative paths and so
stay within it. Such an address is kept by browsers for a year. serve(app) has WhiteNoise answer them, compressed once
in LEADLINE_DATA, before Flask is asked; without it (tests, an address of an older version) Flask answers.

The styles of every page with a menu are one sheet, put together from its PARTS: a phone asks once instead of ten times.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, send_from_directory
from jinja2.ext import Extension
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

from app.extensions import limiter
from app.web.headers import PLAIN

FOLDER = Path(__file__).resolve().parents[1] / "static"
SHEET = "css/app.css"
PARTS = ("base", "parts", "frame", "thread", "desk", "contacts", "composer", "media", "search", "schedule", "operator")
SHRINKS = {".css", ".js", ".svg", ".json", ".txt"}

pages = Blueprint("static_files", __name__)


def register(app: Flask) -> None:
    """Put the version into every template that is compiled from now on."""
    app.config["STATIC_VERSION"] = version()
    app.jinja_env.globals["static_version"] = app.config["STATIC_VERSION"]
    app.jinja_env.add_extension(_Versioned)


def serve(app: Flask) -> None:
    """Have the files of this version answered before Flask is asked."""
    name = app.config["STATIC_VERSION"]
    served = WhiteNoise(app.wsgi_app, allow_all_origins=False, add_headers_function=_guard,
                        immutable_file_test=lambda _path, _url: True)
    served.add_files(str(_compressed(app.config["SETTINGS"].data / "static", name)), prefix=f"static/{name}/")
    app.wsgi_app = served


def version() -> str:
    """"v-" and a digest of every file's name and bytes: the same in every process that has the same files."""
    digest = hashlib.sha256()
    for path in sorted(path for path in FOLDER.rglob("*") if path.is_file()):
        digest.update(str(path.relative_to(FOLDER)).encode() + b"\0" + path.read_bytes())
    return f"v-{digest.hexdigest()[:12]}"


@pages.get("/static/v-<_version>/<path:filename>")
@limiter.exempt
def of_version(_version: str, filename: str):
    """A page that was open while Leadline was upgraded asks for files that are gone: today's, not to be kept."""
    is_ours = current_app.config["STATIC_VERSION"] == f"v-{_version}"
    if filename == SHEET:
        answer = Response(sheet(), mimetype="text/css")
        answer.cache_control.max_age = 3600 if is_ours else 0
        return answer
    return send_from_directory(FOLDER, filename, max_age=3600 if is_ours else 0)


def sheet() -> str:
    """All of PARTS, in their order."""
    return "\n".join((FOLDER / "css" / f"{part}.css").read_text("utf-8") for part in PARTS)


class _Versioned(Extension):
    """"/static/ at the beginning of an attribute's value becomes "/static/<version>/."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return source.replace('"/static/', f'"/static/{self.environment.globals["static_version"]}/')


def _compressed(place: Path, name: str) -> Path:
    """The folder with every file and its .gz, made once for a version; two processes that make it at once agree."""
    done = place / name
    if done.is_dir():
        return done
    place.mkdir(mode=0o700, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=place, prefix="."))
    shutil.copytree(FOLDER, draft, dirs_exist_ok=True)
    (draft / SHEET).write_text(sheet(), "utf-8")
    shrink = Compressor(use_brotli=False, quiet=True)
    for path in [path for path in draft.rglob("*") if path.suffix in SHRINKS]:
        shrink.compress(str(path))
    try:
        os.rename(draft, done)
    except OSError:  # another process was quicker
        shutil.rmtree(draft)
    for other in place.iterdir():
        if other.name.startswith("v-") and other != done:
            shutil.rmtree(other, ignore_errors=True)
    return done


def _guard(headers, _path: str, _url: str) -> None:
    for name, value in PLAIN.items():
        headers[name] = value
