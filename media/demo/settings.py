from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent

SECRET_KEY = "only-for-this-demo"
DEBUG = True

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "music",
    "accounts.apps.AccountsConfig",
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": BASE_DIR / "db.sqlite3",
    }
}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TIME_ZONE = "UTC"
USE_TZ = False
