import { raise } from "../../python/exceptions";
import { builtin } from "../../python/makeBuiltin";
import { type CallArguments, PyModule, PyObject, type Value } from "../../python/objects";
import { PyPattern, Text } from "../../python/reObjects";
import { bind } from "../../python/signature";
import { plainText } from "../fieldTypes";
import { validationError } from "../validation";
import {
  atLeast,
  atMost,
  type Check,
  digits,
  email,
  integer,
  ipAddress,
  ipv4,
  ipv6,
  longestOf,
  noNullCharacters,
  shortestOf,
  slug,
  unicodeSlug,
  url,
} from "../validators";

/** A validator as scripts and models make it: called with a value, it raises ValidationError or gives None. */
class Validator extends PyObject {
  constructor(
    readonly typeName: string,
    readonly check: Check,
    readonly code: string,
    readonly message: string | null,
  ) {
    super();
  }

  override call(args: CallArguments): Value {
    const { named } = bind(this.typeName, ["value"], args);
    const fault = this.check(named.value ?? null);
    if (fault !== null) throw validationError(this.message ?? fault, this.code);
    return null;
  }
}

/** `Name(argument, message=…)`. A limit that is a function is asked when a value is checked. */
function limited(name: string, code: string, make: (limit: Value) => Check): [string, Value] {
  return [
    name,
    builtin(name, ["limit_value", "message?"], async ({ named }, runtime) => {
      const given = named.limit_value ?? null;
      const limit =
        given instanceof PyObject && given.call
          ? await runtime.call(given, { positional: [], keywords: new Map() })
          : given;
      return new Validator(name, make(limit), code, messageOf(named.message));
    }),
  ];
}

/** Both the class and its instance that Django makes: `EmailValidator()` and `validate_email`. */
function fixed(className: string, instance: string | null, check: Check): [string, Value][] {
  const made: [string, Value] = [
    className,
    builtin(
      className,
      ["message?", "code?", "**kwargs"],
      ({ named }) => new Validator(className, check, codeOf(named.code), messageOf(named.message)),
    ),
  ];
  return instance === null ? [made] : [made, [instance, new Validator(className, check, "invalid", null)]];
}

const plain = (name: string, check: Check): [string, Value] => [name, new Validator(name, check, "invalid", null)];
const messageOf = (value: Value | undefined): string | null =>
  value === undefined || value === null ? null : plainText(value);
const codeOf = (value: Value | undefined): string => messageOf(value) ?? "invalid";

function whole(value: Value): bigint {
  if (typeof value !== "bigint") throw raise("TypeError", `'limit_value' must be an integer, not ${plainText(value)}`);
  return value;
}

const regex = builtin("RegexValidator", ["regex?", "message?", "code?", "inverse_match?", "flags?"], ({ named }) => {
  const flags = typeof named.flags === "bigint" ? named.flags : 0n;
  const pattern = named.regex instanceof PyPattern ? named.regex : new PyPattern(plainText(named.regex ?? ""), flags);
  const check: Check = (value) =>
    (pattern.find(new Text(plainText(value)), 0, "search") !== null) === (named.inverse_match !== true)
      ? null
      : "Enter a valid value.";
  return new Validator("RegexValidator", check, codeOf(named.code), messageOf(named.message));
});

const decimals = builtin("DecimalValidator", ["max_digits", "decimal_places"], ({ named }) => {
  const number = (value: Value | undefined): number | null => (typeof value === "bigint" ? Number(value) : null);
  return new Validator(
    "DecimalValidator",
    digits(number(named.max_digits), number(named.decimal_places)),
    "invalid",
    null,
  );
});

/** `django.core.validators`, as far as models commonly use it. */
export function validatorsModule(): PyModule {
  return new PyModule(
    "django.core.validators",
    new Map<string, Value>([
      limited("MinValueValidator", "min_value", atLeast),
      limited("MaxValueValidator", "max_value", atMost),
      limited("MinLengthValidator", "min_length", (limit) => shortestOf(whole(limit))),
      limited("MaxLengthValidator", "max_length", (limit) => longestOf(whole(limit))),
      ["RegexValidator", regex],
      ["DecimalValidator", decimals],
      ...fixed("EmailValidator", "validate_email", email),
      ...fixed("URLValidator", null, url),
      ...fixed("ProhibitNullCharactersValidator", null, noNullCharacters),
      plain("validate_slug", slug),
      plain("validate_unicode_slug", unicodeSlug),
      plain("validate_integer", integer),
      plain("validate_ipv4_address", ipv4),
      plain("validate_ipv6_address", ipv6),
      plain("validate_ipv46_address", ipAddress),
    ]),
  );
}
