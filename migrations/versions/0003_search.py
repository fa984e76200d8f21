"""what search looks in: words of texts, names and digits of people

Revision ID: 0003
Revises: 0002

search_person, one row a contact, is kept by triggers on contact, phone and conversation on both databases: its words
(folded), its digits, and its desks (the departments it talks with, ",1,2," or "," for none).
PostgreSQL: search_text holds the words of each text as a tsvector, "#<department>" among them, kept by triggers on
message. SQLite: search_text is an FTS5 index without content, its scope word U+E000<department>, and
search_line one of three letters each of people's rows. Both hold what is up to search_mark; newer texts and people are
read from their tables until texting.indexing takes them in.
"""
import unicodedata

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MARKS = "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c\u0327\u0328"
CAPITALS = "ÆØÐÞĐŁŒ" + "".join(map(chr, [*range(0x391, 0x3A2), *range(0x3A3, 0x3AA), *range(0x400, 0x430)]))
SMALL = "".join(letter.lower() for letter in CAPITALS)  # the C locale knows ASCII only
AT_ONCE = 20  # replace() inside replace(): SQLite's parser goes no deeper than about thirty
SCOPE = "char(57344) || {row}.department_id || ' ' || {row}.body"
NOT_WORDS = (
    r"[\x01-/:-@\[-`{-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf\u00d7\u00f7\u2000-\u206f\u20a0-\u20cf"
    r"\u2190-\u245f\u2500-\u2bff\u3000-\u3004\u3008-\u3020\ufe00-\ufe6f\ufff0-\uffff"
    r"\U0001f000-\U0001fbef\U000e0000-\U000e01ff]+"
)

LINE = "({row}.words || {row}.digits || ' ' || CASE {row}.desks WHEN ',' THEN ',0,' ELSE {row}.desks END)"
TABLE = """CREATE TABLE search_person (
    account_id BIGINT NOT NULL, contact_id BIGINT NOT NULL, desks TEXT NOT NULL DEFAULT ',',
    words TEXT NOT NULL DEFAULT '', digits TEXT NOT NULL DEFAULT '', PRIMARY KEY (account_id, contact_id)
)"""
DIGITS = "coalesce((SELECT ' ' || {join}(replace(e164, '+', ''), ' ') FROM phone WHERE contact_id = {contact}), '')"
DESKS = """',' || coalesce((SELECT {join} FROM conversation JOIN phone ON phone.id = conversation.phone_id
    WHERE phone.contact_id = {contact}), '')"""

SQLITE_TRIGGERS = {
    "text": ("moves", "goes", "late"), "person": ("comes", "renamed", "goes"),
    "line": ("moves", "goes", "late"),
    "phone": ("comes", "goes", "moves"), "desk": ("comes", "goes", "moves"),
}


def _folds() -> list[tuple[str, str]]:
    """Letters of Latin-1 and Latin Extended-A, and what each is without accent and case; accents that stand alone."""
    pairs = []
    for letter in map(chr, range(0xC0, 0x180)):
        plain = "".join(c for c in unicodedata.normalize("NFD", letter.lower()) if not unicodedata.combining(c))
        if plain != letter:
            pairs.append((letter, plain))
    return pairs + [(mark, "") for mark in MARKS]


def _sqlite_folded(account: str, contact: str) -> str:
    """Statements that take accents and case off a person's words."""
    pairs, statements = _folds(), ""
    for start in range(0, len(pairs), AT_ONCE):
        folded = "words"
        for letter, plain in pairs[start : start + AT_ONCE]:
            folded = f"replace({folded}, '{letter}', '{plain}')"
        statements += f"""UPDATE search_person SET words = {folded}
            WHERE account_id = {account} AND contact_id = {contact} AND words GLOB '*[^ -~]*';"""
    return statements


def _sqlite_refresh(account: str, contact: str) -> str:
    desks = DESKS.format(join="group_concat(DISTINCT conversation.department_id) || ','", contact=contact)
    return f"""UPDATE search_person SET digits = {DIGITS.format(join="group_concat", contact=contact)}, desks = {desks}
        WHERE account_id = {account} AND contact_id = {contact};"""


def _sqlite() -> list[str]:
    words = "' ' || lower(NEW.name || ' ' || NEW.company || ' ' || NEW.email)"
    of_phone = "(SELECT contact_id FROM phone WHERE id = {row}.phone_id)"
    old, new = (_sqlite_refresh(f"{row}.account_id", of_phone.format(row=row)) for row in ("OLD", "NEW"))
    was, now = (_sqlite_refresh(f"{row}.account_id", f"{row}.contact_id") for row in ("OLD", "NEW"))
    fold = _sqlite_folded("NEW.account_id", "NEW.id")
    taken = "{row}.id <= (SELECT message_id FROM search_mark)"
    lined = "{row}.contact_id <= (SELECT contact_id FROM search_mark)"
    line_out = ("INSERT INTO search_line (search_line, rowid, line) "
                f"VALUES ('delete', OLD.contact_id, {LINE.format(row='OLD')});")
    line_in = f"INSERT INTO search_line (rowid, line) VALUES (NEW.contact_id, {LINE.format(row='NEW')});"
    out = f"INSERT INTO search_text (search_text, rowid, words) VALUES ('delete', OLD.id, {SCOPE.format(row='OLD')});"
    into = f"INSERT INTO search_text (rowid, words) VALUES (NEW.id, {SCOPE.format(row='NEW')});"
    return [
        f"{TABLE} WITHOUT ROWID",
        """CREATE VIRTUAL TABLE search_text USING fts5(words, content='', columnsize=0, detail=none,
            prefix='1 2 3 4 5 6', tokenize="unicode61 remove_diacritics 2")""",
        "INSERT INTO search_text (search_text, rank) VALUES ('automerge', 0)",
        """CREATE VIRTUAL TABLE search_line USING fts5(line, content='', columnsize=0, detail=none,
            tokenize='trigram')""",
        "INSERT INTO search_line (search_line, rank) VALUES ('automerge', 0)",
        "CREATE TABLE search_mark (one INTEGER PRIMARY KEY CHECK (one = 1), message_id INTEGER NOT NULL, "
        "contact_id INTEGER NOT NULL)",
        "INSERT INTO search_mark (one, message_id, contact_id) VALUES (1, 0, 0)",
        f"CREATE TRIGGER search_line_moves AFTER UPDATE ON search_person WHEN {lined.format(row='OLD')} AND "
        f"{LINE.format(row='OLD')} <> {LINE.format(row='NEW')} BEGIN {line_out} {line_in} END",
        f"CREATE TRIGGER search_line_goes AFTER DELETE ON search_person WHEN {lined.format(row='OLD')} "
        f"BEGIN {line_out} END",
        f"CREATE TRIGGER search_line_late AFTER INSERT ON search_person WHEN {lined.format(row='NEW')} "
        f"BEGIN {line_in} END",
        f"CREATE TRIGGER search_text_moves AFTER UPDATE OF body, department_id ON message "
        f"WHEN {taken.format(row='OLD')} AND (OLD.body IS NOT NEW.body OR OLD.department_id IS NOT NEW.department_id) "
        f"BEGIN {out} {into} END",
        f"CREATE TRIGGER search_text_goes AFTER DELETE ON message WHEN {taken.format(row='OLD')} BEGIN {out} END",
        f"CREATE TRIGGER search_text_late AFTER INSERT ON message WHEN {taken.format(row='NEW')} BEGIN {into} END",
        f"CREATE TRIGGER search_person_comes AFTER INSERT ON contact BEGIN INSERT INTO search_person (account_id, "
        f"contact_id, words) VALUES (NEW.account_id, NEW.id, {words}); {fold} END",
        f"CREATE TRIGGER search_person_renamed AFTER UPDATE OF name, company, email ON contact BEGIN "
        f"UPDATE search_person SET words = {words} WHERE account_id = NEW.account_id AND contact_id = NEW.id; {fold} END",
        "CREATE TRIGGER search_person_goes AFTER DELETE ON contact BEGIN DELETE FROM search_person "
        "WHERE account_id = OLD.account_id AND contact_id = OLD.id; END",
        f"CREATE TRIGGER search_phone_comes AFTER INSERT ON phone WHEN NEW.contact_id IS NOT NULL BEGIN {now} END",
        f"CREATE TRIGGER search_phone_goes AFTER DELETE ON phone WHEN OLD.contact_id IS NOT NULL BEGIN {was} END",
        f"CREATE TRIGGER search_phone_moves AFTER UPDATE OF contact_id, e164 ON phone "
        f"WHEN OLD.contact_id IS NOT NEW.contact_id OR OLD.e164 IS NOT NEW.e164 BEGIN {was} {now} END",
        f"CREATE TRIGGER search_desk_comes AFTER INSERT ON conversation BEGIN {new} END",
        f"CREATE TRIGGER search_desk_goes AFTER DELETE ON conversation BEGIN {old} END",
        f"CREATE TRIGGER search_desk_moves AFTER UPDATE OF department_id, phone_id ON conversation "
        f"WHEN OLD.department_id IS NOT NEW.department_id OR OLD.phone_id IS NOT NEW.phone_id BEGIN {old} {new} END",
    ]


FUNCTION = "CREATE FUNCTION {name} LANGUAGE {language} AS $search$ {body} $search$"


def _trigger(name: str, table: str, body: str, update_of: str = "") -> list[str]:
    """A function and its trigger for what comes, goes and, of these columns, changes."""
    function = FUNCTION.format(name=f"{name}() RETURNS trigger", language="plpgsql", body=f"BEGIN {body} END")
    updates = f" OR UPDATE OF {update_of}" if update_of else ""
    return [function, f"CREATE TRIGGER {name} AFTER INSERT OR DELETE{updates} ON {table} "
                      f"FOR EACH ROW EXECUTE FUNCTION {name}()"]


def _postgres() -> list[str]:
    desks = DESKS.format(join="string_agg(DISTINCT conversation.department_id::text, ',') || ','", contact="person")
    fold = f"""SELECT CASE WHEN written ~ '[^\\x01-\\x7f]' THEN
        translate(lower(normalize(regexp_replace(normalize(written, NFD), '([A-Za-z])[\\u0300-\\u036f]+', '\\1', 'g'),
        NFC) COLLATE "C"), '{CAPITALS}', '{SMALL}') ELSE lower(written COLLATE "C") END"""
    words = f"""SELECT array(SELECT DISTINCT left(word, 60)
        FROM regexp_split_to_table(search_fold(written), '{NOT_WORDS}') AS word WHERE word <> '')"""
    refresh = f"""UPDATE search_person SET digits = {DIGITS.format(join="string_agg", contact="person")}, desks = {desks}
        WHERE account_id = account AND contact_id = person"""
    text = """IF TG_OP = 'UPDATE' AND OLD.body = NEW.body AND OLD.department_id = NEW.department_id THEN RETURN NULL; END IF;
        IF TG_OP <> 'INSERT' THEN DELETE FROM search_text WHERE message_id = OLD.id; END IF;
        IF TG_OP <> 'DELETE' THEN INSERT INTO search_text (message_id, department_id, words) VALUES (NEW.id,
            NEW.department_id, array_to_tsvector(search_words(NEW.body) || ('#' || NEW.department_id))); END IF;
        RETURN NULL;"""
    person = """IF TG_OP = 'DELETE' THEN
            DELETE FROM search_person WHERE account_id = OLD.account_id AND contact_id = OLD.id; RETURN NULL; END IF;
        INSERT INTO search_person (account_id, contact_id, words) VALUES (NEW.account_id, NEW.id,
            ' ' || search_fold(NEW.name || ' ' || NEW.company || ' ' || NEW.email))
        ON CONFLICT (account_id, contact_id) DO UPDATE SET words = excluded.words; RETURN NULL;"""
    phone = """IF TG_OP <> 'INSERT' THEN PERFORM search_refresh(OLD.account_id, OLD.contact_id); END IF;
        IF TG_OP <> 'DELETE' THEN PERFORM search_refresh(NEW.account_id, NEW.contact_id); END IF; RETURN NULL;"""
    desk = """IF TG_OP = 'UPDATE' AND OLD.department_id = NEW.department_id AND OLD.phone_id = NEW.phone_id THEN
            RETURN NULL; END IF;
        IF TG_OP <> 'INSERT' THEN PERFORM search_refresh(OLD.account_id,
            (SELECT contact_id FROM phone WHERE id = OLD.phone_id)); END IF;
        IF TG_OP <> 'DELETE' THEN PERFORM search_refresh(NEW.account_id,
            (SELECT contact_id FROM phone WHERE id = NEW.phone_id)); END IF; RETURN NULL;"""
    pure = "sql IMMUTABLE STRICT PARALLEL SAFE"
    return [
        TABLE,
        "CREATE TABLE search_text (message_id BIGINT PRIMARY KEY, department_id BIGINT NOT NULL, words TSVECTOR NOT NULL)",
        "CREATE INDEX ix_search_text_newest ON search_text (department_id, message_id)",
        "CREATE INDEX ix_search_text_words ON search_text USING gin (words) WITH (gin_pending_list_limit = 256)",
        FUNCTION.format(name="search_fold(written text) RETURNS text", language=pure, body=fold),
        FUNCTION.format(name="search_words(written text) RETURNS text[]", language=pure, body=words),
        FUNCTION.format(
            name="search_refresh(account bigint, person bigint) RETURNS void", language="sql", body=refresh
        ),
        *_trigger("search_text_kept", "message", text, "body, department_id"),
        *_trigger("search_person_kept", "contact", person, "name, company, email"),
        *_trigger("search_phone_kept", "phone", phone, "contact_id, e164"),
        *_trigger("search_desk_kept", "conversation", desk, "department_id, phone_id"),
    ]


def _fill() -> list[str]:
    """What stood here before. Texts on SQLite are taken in by the worker."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    desk, join = ("conversation.department_id", "group_concat") if is_sqlite else (
        "conversation.department_id::text, ','", "string_agg"
    )
    desks = DESKS.format(join=f"{join}(DISTINCT {desk}) || ','", contact="contact.id")
    people = f"""INSERT INTO search_person (account_id, contact_id, digits, desks)
        SELECT account_id, id, {DIGITS.format(join=join, contact="contact.id")}, {desks} FROM contact"""
    texts = """INSERT INTO search_text (message_id, department_id, words)
        SELECT id, department_id, array_to_tsvector(search_words(body) || ('#' || department_id)) FROM message"""
    return [people, "UPDATE contact SET name = name"] + ([] if is_sqlite else [texts])


def upgrade():
    wire = op.get_bind()
    for statement in (_sqlite() if wire.dialect.name == "sqlite" else _postgres()) + _fill():
        wire.exec_driver_sql(statement)


def downgrade():
    if op.get_bind().dialect.name == "sqlite":
        for table, parts in SQLITE_TRIGGERS.items():
            for part in parts:
                op.execute(f"DROP TRIGGER search_{table}_{part}")
        op.execute("DROP TABLE search_mark")
        op.execute("DROP TABLE search_line")
    else:
        for trigger, table in (("text", "message"), ("person", "contact"), ("phone", "phone"), ("desk", "conversation")):
            op.execute(f"DROP TRIGGER search_{trigger}_kept ON {table}")
            op.execute(f"DROP FUNCTION search_{trigger}_kept()")
        op.execute("DROP FUNCTION search_refresh(bigint, bigint)")
        op.execute("DROP FUNCTION search_words(text)")
        op.execute("DROP FUNCTION search_fold(text)")
    op.execute("DROP TABLE search_text")
    op.execute("DROP TABLE search_person")
