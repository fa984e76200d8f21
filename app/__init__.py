"""create_app(): configuration, extensions, blueprints, sockets, commands. The only place for late imports."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from app import clock
from app.config import ConfigProblem, Settings, load
from app.policy import state_rules
from app.policy.state_rule import RulesProblem


def create_app(
    settings: Settings | None = None, synchronous: str = "FULL", with_migrations: bool = True, is_web: bool = False
) -> Flask:
    """The application for these settings (default: the environment's).

    `synchronous` is SQLite's durability; anything below FULL is for tests only. Without migrations a process
    starts half a second sooner: web and worker need none. One that `is_web` stands in line for the database, and
    gives up before the carrier does.
    """
    settings = settings or load()
    _check_zones()
    _use_state_rules(settings.data)
    app = Flask(__name__)
    _configure(app, settings)
    _extend(app, settings, synchronous, is_web)
    if with_migrations:
        _migrate(app)
    _enter(app)
    return app


def _check_zones() -> None:
    """A process that would send at the wrong hour doesn't start, whoever started it."""
    clock.use_packaged_zones()
    if problem := clock.zone_problem():
        raise ConfigProblem(problem)


def _use_state_rules(data: Path) -> None:
    """The operator's own state rules hold where there are any; a table that cannot stand stops the process."""
    try:
        state_rules.use(state_rules.at_home(data))
    except RulesProblem as problem:
        raise ConfigProblem(f"{problem} {state_rules.WAY_OUT}") from problem


def _configure(app: Flask, settings: Settings) -> None:
    is_https = settings.public_url.startswith("https:")
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SETTINGS=settings,
        PUBLIC_URL=settings.public_url,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        MAX_CONTENT_LENGTH=1_000_000,
        MAX_FORM_MEMORY_SIZE=1_000_000,
        SESSION_COOKIE_NAME="leadline",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=is_https,
        REMEMBER_COOKIE_DURATION=0,
        PERMANENT_SESSION_LIFETIME=14 * 86_400,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        RATELIMIT_STORAGE_URI=settings.redis_url.replace("unix://", "redis+unix://", 1),
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=True,
        RATELIMIT_SWALLOW_ERRORS=True,
        SEND_FILE_MAX_AGE_DEFAULT=3600,
        TEMPLATES_AUTO_RELOAD=False,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def _extend(app: Flask, settings: Settings, synchronous: str, is_web: bool) -> None:
    from redis import Redis

    from app import database, extensions, metrics, models  # noqa: F401

    processes = settings.web_processes if is_web else 0
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = database.engine_options(settings.database_url, processes)
    app.extensions["redis"] = Redis.from_url(settings.redis_url, socket_timeout=5, socket_connect_timeout=2)
    extensions.db.init_app(app)
    with app.app_context():
        database.prepare(extensions.db.engine, synchronous, is_web)
        metrics.watch(extensions.db.engine)
    extensions.csrf.init_app(app)
    extensions.limiter.init_app(app)
    extensions.login.init_app(app)


def _migrate(app: Flask) -> None:
    from flask_migrate import Migrate

    from app.extensions import db

    Migrate(app, db, directory=str(_root() / "migrations"), render_as_batch=True)


def _enter(app: Flask) -> None:
    from app import commands, web

    web.register(app)
    commands.register(app)


def _root() -> Path:
    return Path(__file__).resolve().parent.parent
