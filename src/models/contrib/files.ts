import { ADMIN } from "./admin";
import { AUTH_BASE, AUTH_MODELS } from "./auth";
import { CONTENT_TYPES } from "./contentTypes";
import { FIELDS } from "./packages/fields";
import { MIXINS } from "./packages/mixins";
import { TREES } from "./packages/trees";
import { WAGTAIL } from "./packages/wagtail";
import { FLATPAGES, REDIRECTS } from "./pages";
import { SESSION_BASE, SESSIONS } from "./sessions";
import { SITES } from "./sites";

/** Where the knowledge of packages lies: no folder of a workspace, and behind every one that is installed. */
export const KNOWN_PACKAGES = "site-packages";

const packages = Object.entries({ ...TREES, ...MIXINS, ...FIELDS, ...WAGTAIL });

/**
 * The models of Django's own apps, and the bases and fields of well-known packages, as Python text that the reader reads
 * like a project's: only their facts.
 */
export const CONTRIB_FILES: Readonly<Record<string, string>> = {
  "django/contrib/admin/models.py": ADMIN,
  "django/contrib/auth/base_user.py": AUTH_BASE,
  "django/contrib/auth/models.py": AUTH_MODELS,
  "django/contrib/contenttypes/models.py": CONTENT_TYPES,
  "django/contrib/flatpages/models.py": FLATPAGES,
  "django/contrib/redirects/models.py": REDIRECTS,
  "django/contrib/sessions/base_session.py": SESSION_BASE,
  "django/contrib/sessions/models.py": SESSIONS,
  "django/contrib/sites/models.py": SITES,
  ...Object.fromEntries(packages.map(([path, text]) => [`${KNOWN_PACKAGES}/${path}`, text])),
};
