import { ADMIN } from "./admin";
import { AUTH_BASE, AUTH_MODELS } from "./auth";
import { CONTENT_TYPES } from "./contentTypes";
import { FLATPAGES, REDIRECTS } from "./pages";
import { SESSIONS } from "./sessions";
import { SITES } from "./sites";

/** The models of Django's own apps, as Python text that the reader reads like a project's: only their facts. */
export const CONTRIB_FILES: Readonly<Record<string, string>> = {
  "django/contrib/admin/models.py": ADMIN,
  "django/contrib/auth/base_user.py": AUTH_BASE,
  "django/contrib/auth/models.py": AUTH_MODELS,
  "django/contrib/contenttypes/models.py": CONTENT_TYPES,
  "django/contrib/flatpages/models.py": FLATPAGES,
  "django/contrib/redirects/models.py": REDIRECTS,
  "django/contrib/sessions/models.py": SESSIONS,
  "django/contrib/sites/models.py": SITES,
};
