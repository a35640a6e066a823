import { momentNow } from "../../src/engine/clock";
import { FIELD_CLASSES } from "../../src/models/vocabulary/fields";
import {
  COMMON_LOOKUPS,
  DATE_TRANSFORMS,
  JSON_LOOKUPS,
  RELATION_LOOKUPS,
  TIME_TRANSFORMS,
} from "../../src/models/vocabulary/lookups";
import { expressionNames } from "../../src/orm/expressions/constructors";
import { FUNCTIONS } from "../../src/orm/expressions/library";
import { INSTANCE_METHODS } from "../../src/orm/instanceMethods";
import { validatorsModule } from "../../src/orm/modules/validators";
import { querySetMethodNames } from "../../src/orm/querysetMethods";
import { pythonBuiltins, REFUSED } from "../../src/python/builtins";
import { UTC } from "../../src/python/datetime";
import { standardModules } from "../../src/python/modules/standard";
import { table } from "./manifest";

/** Names that are known, each as code, in the order of the alphabet. */
function names(all: Iterable<string>): string {
  const shown = [...new Set(all)].filter((name) => !name.startsWith("_"));
  return shown
    .sort((a, b) => a.toLowerCase().localeCompare(b.toLowerCase(), "en"))
    .map((name) => `\`${name}\``)
    .join(" ");
}

/** What of Django's ORM there is, from the registries that the ORM itself goes by. */
export function djangoTable(): string {
  const expressions = [...expressionNames().keys()].filter((name) => !Object.hasOwn(FUNCTIONS, name));
  return table(
    ["of Django", "names"],
    [
      ["queryset and manager methods", names(querySetMethodNames())],
      ["methods of a row", names(INSTANCE_METHODS)],
      ["field classes", names(Object.keys(FIELD_CLASSES))],
      ["lookups of every field", names(COMMON_LOOKUPS)],
      ["lookups of relations", names(RELATION_LOOKUPS)],
      ["lookups of JSON", names(JSON_LOOKUPS)],
      ["transforms", names([...DATE_TRANSFORMS, ...TIME_TRANSFORMS, "date", "time"])],
      ["expressions and aggregates", names(expressions)],
      ["database functions", names(Object.keys(FUNCTIONS))],
      ["`django.core.validators`", names(validatorsModule().members.keys())],
    ],
  );
}

/** What of Python there is: built-in names, and the modules with what they hold. */
export function pythonTable(): string {
  const modules = standardModules({
    now: momentNow,
    local: UTC,
    random: () => 0,
    randomBytes: (count) => new Uint8Array(count),
    print: null,
  });
  const refused = new Set(REFUSED.map(({ name }) => name));
  const builtIn = [...pythonBuiltins().keys(), "print"].filter((name) => !refused.has(name));
  const rows = [...modules].map(([name, module]): [string, string] => [`\`${name}\``, names(module.members.keys())]);
  return table(["of Python", "names"], [["built in", names(builtIn)], ...rows.sort(([a], [b]) => (a < b ? -1 : 1))]);
}
