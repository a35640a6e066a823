"""Asks a real Django for its answers, so that ours can be compared with them.

    python3 ask.py FOLDER < request.json

FOLDER holds `app/models.py`, and gets the database. The request is {"timeZone", "useTz", "now", "setup": [statement],
"scripts": [[statement]]}. The first line out names the Django; then comes a line a script: its answers and, where it
changed them, the tables. Each script starts from the database that the setup made.

With "database", an entry of Django's DATABASES, all of it happens in that empty database of a server, each script in a
transaction that is rolled back. The first line then also holds "tables", the statement that reads each one's rows, each as
one text, and "reset", the statements that put the next keys back to where every script finds them.
"""

import ast
import contextlib
import datetime
import decimal
import json
import math
import os
import re
import shutil
import sqlite3
import sys
import uuid


def configure(folder, request, database):
    import django
    from django.conf import settings

    sys.path.insert(0, folder)
    settings.configure(
        INSTALLED_APPS=["django.contrib.contenttypes", "app"],
        DATABASES={"default": database},
        USE_TZ=request["useTz"],
        TIME_ZONE=request["timeZone"],
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    )
    django.setup()
    from django.core.management import call_command

    call_command("migrate", run_syncdb=True, verbosity=0)
    return django.get_version()


def names():
    """What a script knows without an import."""
    from django.apps import apps
    from django.core import exceptions
    from django.db import models, transaction, utils
    from django.db.models import functions
    from django.utils import timezone

    out = {}
    for module in (exceptions, utils, functions, models):
        out.update({k: v for k, v in vars(module).items() if not k.startswith("_")})
    out.update(
        transaction=transaction,
        timezone=timezone,
        datetime=datetime,
        date=datetime.date,
        timedelta=datetime.timedelta,
        Decimal=decimal.Decimal,
        UUID=uuid.UUID,
        **{model.__name__: model for model in apps.get_app_config("app").get_models()},
    )
    return out


def plain(value):
    """A value as JSON; the forms are those of the runner's."""
    from django.db.models import Model
    from django.utils.duration import duration_iso_string

    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, decimal.Decimal):
        return format(value, "f")
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        return duration_iso_string(value)
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, (bytes, memoryview)):
        return "hex:" + bytes(value).hex()
    if isinstance(value, Model):
        return instance(value)
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return {k: plain(v) for k, v in zip(value._fields, value)}
    if isinstance(value, (set, frozenset)):
        return sorted((plain(v) for v in value), key=json.dumps)
    if hasattr(value, "__iter__"):
        return [plain(v) for v in value]
    # A queryset's text would have to ask the database.
    text = re.sub(r"<QuerySet \[.*?\]>", "<QuerySet object>", str(value))
    return {"object": type(value).__name__, "str": text}


def instance(row):
    meta = row._meta
    columns = [f.attname for f in meta.concrete_fields]
    out = {
        "model": meta.label,
        "pk": plain(row.pk),
        "fields": {name: plain(row.__dict__[name]) for name in columns if name in row.__dict__},
    }
    skipped = {"_state", "_prefetched_objects_cache", *columns}
    extra = {k: plain(v) for k, v in row.__dict__.items() if k not in skipped}
    if extra:
        out["annotations"] = extra
    deferred = [name for name in columns if name not in row.__dict__]
    if deferred:
        out["deferred"] = deferred
    return out


def deleted(value):
    """Counts of a delete that found its row gone: Django names the model in them where no receiver listens, and none
    where one does, as in the cases."""
    is_nothing = isinstance(value, tuple) and len(value) == 2 and value[0] == 0 and isinstance(value[1], dict)
    return (0, {}) if is_nothing and not any(value[1].values()) else value


def answer(source, scope, whole=contextlib.nullcontext):
    """What a statement comes to. `whole` is what it happens in, which undoes one that fails."""
    try:
        with whole():
            tree = ast.parse(source)
            last = tree.body[-1]
            out = {}
            if isinstance(last, ast.Expr):
                value = eval(compile(ast.Expression(last.value), "statement", "eval"), scope)
                out = {"value": plain(deleted(value))}
            else:
                exec(compile(tree, "statement", "exec"), scope)
            if whole is not contextlib.nullcontext:
                from django.db import connection

                # What a commit would find.
                connection.check_constraints()
            return out
    except Exception as error:  # an error is an answer
        return {"error": {"class": type(error).__name__, "message": getattr(error, "msg", None) or str(error)}}


def tables(path):
    """Every table's rows in storage form, ordered."""
    with sqlite3.connect(path) as database:
        found = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'app\\_%' ESCAPE '\\'")
        out = {}
        for (name,) in found.fetchall():
            cursor = database.execute(f'SELECT * FROM "{name}"')
            columns = [column[0] for column in cursor.description]
            rows = [dict(zip(columns, row)) for row in cursor]
            # The ids of many-to-many rows are no contract.
            out[name] = sorted(rows, key=lambda row: json.dumps(row, default=str))
    return out


def on_server(version, request):
    from django.core.management.color import no_style
    from django.db import connection, transaction

    models = connection.introspection.django_table_names(only_existing=True, include_views=False)
    name = connection.ops.quote_name
    array = "json_build_array" if connection.vendor == "postgresql" else "JSON_ARRAY"
    text = "::text" if connection.vendor == "postgresql" else ""
    failed = [a for a in (answer(source, names()) for source in request["setup"]) if "error" in a]
    reads, reset = {}, []
    with connection.cursor() as cursor:
        for table in sorted(models):
            if not table.startswith("app_"):
                continue
            columns = [c.name for c in connection.introspection.get_table_description(cursor, table)]
            # The ids of many-to-many rows are no contract.
            shown = [name(c) for c in columns if not ("_m2m_" in table and c == "id")]
            reads[table] = f"SELECT {array}({', '.join(shown)}){text} AS r FROM {name(table)}"
            if connection.vendor == "mysql":
                reset.append(f"ALTER TABLE {name(table)} AUTO_INCREMENT = 1")
    if connection.vendor == "postgresql":
        from django.apps import apps

        own = apps.get_app_config("app").get_models(include_auto_created=True)
        reset = connection.ops.sequence_reset_sql(no_style(), list(own))
    print(json.dumps({"django": version, "failed": failed, "tables": reads, "reset": reset}), flush=True)

    def rows():
        with connection.cursor() as cursor:
            out = {}
            for table, read in reads.items():
                cursor.execute(read)
                out[table] = sorted(row[0] for row in cursor.fetchall())
            return out

    class Undone(Exception):
        pass

    # The setup named its keys itself, which the server did not notice.
    used = [True]

    def noting(execute, statement, params, many, context):
        if statement.startswith("INSERT"):
            used.append(True)
        return execute(statement, params, many, context)

    before = rows()
    for script in request["scripts"]:
        if used:
            used.clear()
            with connection.cursor() as cursor:
                for statement in reset:
                    cursor.execute(statement)
        scope = names()
        try:
            with transaction.atomic(), connection.execute_wrapper(noting):
                answers = [answer(source, scope, transaction.atomic) for source in script]
                after = rows()
                raise Undone
        except Undone:
            pass
        line = {"answers": answers}
        if after != before:
            line["tables"] = after
        print(json.dumps(line), flush=True)


def main():
    folder = sys.argv[1]
    request = json.load(sys.stdin)
    database = os.path.join(folder, "db.sqlite3")
    start = os.path.join(folder, "start.sqlite3")
    server = request.get("database")
    version = configure(folder, request, server or {"ENGINE": "django.db.backends.sqlite3", "NAME": database})
    from unittest import mock

    from django.db import connection
    from django.utils import timezone

    now = datetime.datetime.fromisoformat(request["now"])
    if request["useTz"]:
        now = now.replace(tzinfo=datetime.timezone.utc)
    with mock.patch.object(timezone, "now", lambda: now):
        if server:
            on_server(version, request)
            return
        scope = names()
        failed = [a for a in (answer(source, scope) for source in request["setup"]) if "error" in a]
        connection.close()
        shutil.copyfile(database, start)
        print(json.dumps({"django": version, "failed": failed}), flush=True)
        before = tables(start)
        for script in request["scripts"]:
            scope = names()
            answers = [answer(source, scope) for source in script]
            connection.close()
            after = tables(database)
            line = {"answers": answers}
            if after != before:
                line["tables"] = after
            print(json.dumps(line), flush=True)
            # Also where the rows are as before: SQLite remembers the ids it gave.
            shutil.copyfile(start, database)


main()
