"""The migrations make exactly the tables that the models describe, on the database under test."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from running import schema


def test_the_migrations_make_what_the_models_describe(app, db):
    with db.engine.connect() as wire:
        opts = {"compare_type": True, "render_as_batch": True, "include_object": _is_modelled}
        context = MigrationContext.configure(wire, opts=opts)
        assert context.get_current_revision() is not None, "the tables were not made by migrations"
        assert compare_metadata(context, db.metadata) == []


def test_the_database_is_stamped_with_the_newest_revision(db):
    known, head = schema.revisions()
    stamp = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    assert head in known and stamp == head


def _is_modelled(_object, name, kind, _reflected, _compare_to) -> bool:
    """Search's own tables differ between the databases (migration 0003)."""
    return not (kind == "table" and name.startswith("search_"))
