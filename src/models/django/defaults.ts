import type { Constant } from "./constant";

/** What Django's `global_settings` say of settings that model files use, where a project says nothing. */
export const DJANGO_DEFAULTS: ReadonlyMap<string, Constant> = new Map<string, Constant>([
  ["AUTH_USER_MODEL", "auth.User"],
  ["DEBUG", false],
  ["DEFAULT_CHARSET", "utf-8"],
  ["DEFAULT_FROM_EMAIL", "webmaster@localhost"],
  ["DEFAULT_TABLESPACE", ""],
  ["DEFAULT_INDEX_TABLESPACE", ""],
  ["INSTALLED_APPS", []],
  ["LANGUAGE_CODE", "en-us"],
  ["MEDIA_ROOT", ""],
  ["MEDIA_URL", ""],
  ["SESSION_ENGINE", "django.contrib.sessions.backends.db"],
  ["STATIC_ROOT", null],
  ["TIME_ZONE", "America/Chicago"],
  ["USE_I18N", true],
  ["USE_TZ", true],
  ["DATABASES", new Map<Constant, Constant>()],
]);
