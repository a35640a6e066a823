"""Times statements in a real Django.

    python3 django.py FOLDER

FOLDER holds `music/models.py`. Each line in is {"database": path, "statements": [text]}; each line out
{"milliseconds": [each statement's], "rss": peak in MiB}. All of one line runs in one transaction, which is committed, or
rolled back where the line has "rollback": true.
"""

import json
import resource
import sys
import time

# This file's own folder would hide Django behind its name.
sys.path[0] = sys.argv[1]


def main():
    import django
    from django.conf import settings

    settings.configure(
        INSTALLED_APPS=["music"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        USE_TZ=True,
    )
    django.setup()
    from django.db import connection, models, transaction
    from music.models import Album, Song

    for line in sys.stdin:
        asked = json.loads(line)
        connection.close()
        connection.settings_dict["NAME"] = asked["database"]
        connection.ensure_connection()
        names = {"Album": Album, "Song": Song, "F": models.F}
        times = []
        with transaction.atomic():
            for text in asked["statements"]:
                code = compile(text, "bench", "exec")
                start = time.perf_counter()
                exec(code, names)
                times.append((time.perf_counter() - start) * 1000)
            if asked.get("rollback"):
                transaction.set_rollback(True)
            start = time.perf_counter()
        times[-1] += (time.perf_counter() - start) * 1000
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"milliseconds": times, "rss": peak}), flush=True)


main()
