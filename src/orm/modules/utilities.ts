import { textOf } from "../../python/arguments";
import { builtin } from "../../python/builtins";
import { parseDate, parseDateTime, parseDuration, parseTime } from "../../python/dateParsing";
import { raise } from "../../python/exceptions";
import { cachedProperty } from "../../python/modules/functools";
import { PyModule, type Runtime, type Value } from "../../python/objects";
import type { Orm } from "../context";

const RANDOM_STRING_CHARS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/** `slugify`, by its documentation: ASCII letters, digits, `-` and `_`, with single hyphens for spaces. */
function slugify(text: string, unicode: boolean): string {
  const plain = unicode
    ? text.normalize("NFKC")
    : [...text.normalize("NFKD")].filter((c) => (c.codePointAt(0) ?? 0) < 128).join("");
  return plain
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_\s-]/gu, "")
    .replace(/[-\s]+/g, "-")
    .replace(/^[-_]+|[-_]+$/g, "");
}

/** Characters drawn from the run's own chance, none likelier than another. */
function randomString(orm: Orm, length: number, allowed: readonly string[]): string {
  let out = "";
  const whole = 65_536 - (65_536 % allowed.length);
  for (let n = 0; n < length; ) {
    const [high = 0, low = 0] = orm.randomBytes(2);
    const drawn = high * 256 + low;
    if (drawn >= whole) continue;
    out += allowed[drawn % allowed.length];
    n++;
  }
  return out;
}

const parser = (name: string, parse: (text: string) => Value): [string, Value] => [
  name,
  builtin(name, ["value"], ({ named }) => parse(textOf(named.value, name))),
];

/** Texts are not translated: what the code says is what is shown. */
function translations(): PyModule {
  const same = (name: string, signature: readonly string[] = ["message"]): [string, Value] => [
    name,
    builtin(name, signature, ({ named }) => named.message as Value),
  ];
  const plural = (name: string, context: readonly string[] = []): [string, Value] => [
    name,
    builtin(name, [...context, "singular", "plural", "number?"], ({ named }) =>
      named.number === 1n || named.number === true ? (named.singular as Value) : (named.plural as Value),
    ),
  ];
  return new PyModule(
    "django.utils.translation",
    new Map<string, Value>([
      ...["gettext", "gettext_lazy", "gettext_noop", "ugettext", "ugettext_lazy"].map((name) => same(name)),
      ...["pgettext", "pgettext_lazy"].map((name) => same(name, ["context", "message"])),
      ...["ngettext", "ngettext_lazy"].map((name) => plural(name)),
      ...["npgettext", "npgettext_lazy"].map((name) => plural(name, ["context"])),
    ]),
  );
}

/** What scripts use of `django.utils`. */
export function utilityModules(orm: Orm): Map<string, Value> {
  const text = async (value: Value | undefined, runtime: Runtime): Promise<string> => runtime.str(value ?? null);
  return new Map<string, Value>([
    [
      "django.utils.text",
      new PyModule(
        "django.utils.text",
        new Map<string, Value>([
          [
            "slugify",
            builtin("slugify", ["value", "allow_unicode?"], async ({ named }, runtime) =>
              slugify(await text(named.value, runtime), named.allow_unicode === true),
            ),
          ],
          [
            "capfirst",
            builtin("capfirst", ["x"], async ({ named }, runtime) => {
              const shown = await text(named.x, runtime);
              return shown.charAt(0).toUpperCase() + shown.slice(1);
            }),
          ],
        ]),
      ),
    ],
    [
      "django.utils.crypto",
      new PyModule(
        "django.utils.crypto",
        new Map<string, Value>([
          [
            "get_random_string",
            builtin("get_random_string", ["length", "allowed_chars?"], ({ named }, runtime) => {
              const { length } = named;
              if (typeof length !== "bigint") throw raise("TypeError", "length must be an integer");
              runtime.spend(Number(length));
              const allowed = [
                ...(named.allowed_chars === undefined
                  ? RANDOM_STRING_CHARS
                  : textOf(named.allowed_chars, "get_random_string")),
              ];
              if (allowed.length === 0) throw raise("IndexError", "Cannot choose from an empty sequence");
              return randomString(orm, Number(length), allowed);
            }),
          ],
          ["RANDOM_STRING_CHARS", RANDOM_STRING_CHARS],
        ]),
      ),
    ],
    [
      "django.utils.dateparse",
      new PyModule(
        "django.utils.dateparse",
        new Map<string, Value>([
          parser("parse_date", parseDate),
          parser("parse_datetime", parseDateTime),
          parser("parse_time", parseTime),
          parser("parse_duration", parseDuration),
        ]),
      ),
    ],
    [
      "django.utils.functional",
      new PyModule("django.utils.functional", new Map<string, Value>([["cached_property", cachedProperty]])),
    ],
    ["django.utils.translation", translations()],
  ]);
}
