"""How migrations run: inside the app, on its engine. SQLite changes tables by copying them (batch mode)."""

from __future__ import annotations

from alembic import context
from flask import current_app

from app.extensions import db

config = context.config
target_metadata = db.metadata


def run_migrations() -> None:
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=target_metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
            transaction_per_migration=False,
            render_item=_render_item,
            include_object=_is_modelled,
        )
        with context.begin_transaction():
            context.run_migrations()


def _is_modelled(_object, name, kind, _reflected, _compare_to):
    """What search looks in (migration 0003) differs between the databases and is no model."""
    return not (kind == "table" and name.startswith("search_"))


def _render_item(kind, item, autogen):
    """Write our own column kinds by the names they are imported under."""
    if kind == "type" and type(item).__name__ == "UTCDateTime":
        autogen.imports.add("from app.models.columns import UTCDateTime")
        return "UTCDateTime()"
    return False


if context.is_offline_mode():
    raise SystemExit("Migrations need a database to look at; --sql is not supported.")
current_app.logger.disabled = False
run_migrations()
