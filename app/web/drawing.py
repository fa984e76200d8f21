"""Templates that cost little to draw. register(app); static_files must have been registered.

A drawing of the sprite whose name and size stand in the template, {{ icon("check", 14) }}, is put in when the template
is compiled: a page has dozens, and calling a macro costs more than all the rest of a line. Components that are imported
are read once: no template here has globals of its own, and asking that of each import is what Jinja takes longest for.
"""

from __future__ import annotations

import re

from flask import Flask
from jinja2 import Template
from jinja2.environment import TemplateModule
from jinja2.ext import Extension
from jinja2.runtime import Context

ICONS = "components/_icon.html"
DRAWN = re.compile(r'\{\{ icon\("([a-z0-9-]+)"(?:, (\d+))?\) \}\}')


def register(app: Flask) -> None:
    app.jinja_env.template_class = _Template
    app.jinja_env.add_extension(_Icons)


class _Template(Template):
    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        return super()._get_default_module()


class _Icons(Extension):
    priority = 200  # after the addresses of static files have been written

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        if name == ICONS or not DRAWN.search(source):
            return source
        icon = self.environment.get_template(ICONS).module.icon
        return DRAWN.sub(lambda found: str(icon(found[1], int(found[2] or 16))), source)
