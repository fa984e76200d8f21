"""Templates keep the rules of parts that are pushed to everybody, and of a strict content policy."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask
from jinja2 import Environment, meta

from app.web import WORDS

TEMPLATES = Path(__file__).parents[2] / "app" / "templates"
EVERY = sorted(TEMPLATES.rglob("*.html"))
PARTIALS = [path for path in EVERY if path.name.startswith("_") and path.parent.name != "components"]
NEEDS = re.compile(r"\{# needs: ([a-z_, ]+) #\}")
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
FORBIDDEN = {
    "a style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "an inline script": re.compile(r"<script(?![^>]*\ssrc=)", re.IGNORECASE),
    "an inline stylesheet": re.compile(r"<style", re.IGNORECASE),
    "an event attribute": re.compile(r"\son[a-z]+\s*=", re.IGNORECASE),
    "hx-on": re.compile(r"hx-on", re.IGNORECASE),
    "js: values": re.compile(r"\bjs:", re.IGNORECASE),
    "a filter in hx-trigger": re.compile(r"hx-trigger=\"[^\"]*\["),
    "markup marked as safe": re.compile(r"\|\s*safe\b"),
}


def name(path: Path) -> str:
    return str(path.relative_to(TEMPLATES))


@pytest.fixture(scope="module")
def environment() -> Environment:
    app = Flask("templates", template_folder=str(TEMPLATES))
    for part in WORDS:
        part.register(app)
    return app.jinja_env


@pytest.mark.parametrize("path", PARTIALS, ids=name)
def test_a_part_declares_all_it_uses(path, environment):
    source = path.read_text("utf-8")
    declared = NEEDS.fullmatch(source.splitlines()[0])
    assert declared, f"the first line of {name(path)} says what it needs"
    used = meta.find_undeclared_variables(environment.parse(source))
    assert used <= set(declared[1].replace(" ", "").split(","))


@pytest.mark.parametrize("path", PARTIALS, ids=name)
def test_a_part_has_one_root_with_an_id(path):
    soup = BeautifulSoup(JINJA.sub("", path.read_text("utf-8")), "html.parser")
    roots = [child for child in soup.children if isinstance(child, Tag)]
    assert len(roots) == 1
    assert roots[0].has_attr("id")


@pytest.mark.parametrize("path", EVERY, ids=name)
def test_no_template_needs_an_unsafe_content_policy(path):
    source = re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.DOTALL)
    assert [what for what, pattern in FORBIDDEN.items() if pattern.search(source)] == []


@pytest.mark.parametrize("path", EVERY, ids=name)
def test_every_template_is_well_formed_for_jinja(path, environment):
    assert environment.get_template(name(path)) is not None
