/** Python's keywords, none of which can be an attribute's name. */
const KEYWORDS = new Set(
  (
    "False None True and as assert async await break class continue def del elif else except finally for from global if import " +
    "in is lambda nonlocal not or pass raise return try while with yield"
  ).split(" "),
);

/** A model's name for a table, as Django's inspectdb gives it: words capitalised, everything between them dropped. */
export function modelName(table: string): string {
  // Like Python's str.title(): a letter is upper-case after anything that is not a letter, else lower-case.
  const titled = table.replace(/\p{L}+/gu, (word) => {
    const [first = "", ...rest] = word;
    return first.toUpperCase() + rest.join("").toLowerCase();
  });
  const name = titled.replace(/[^\p{L}\p{N}]/gu, "");
  return /^\p{L}/u.test(name) ? name : `Table${name}`;
}

/** `AlbumId` as `album_id`, `customerID` as `customer_id`, `HTTPServer` as `http_server`. */
export function snakeCase(name: string): string {
  return name
    .replace(/(\p{Lu}+)(\p{Lu}\p{Ll})/gu, "$1_$2")
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, "$1_$2")
    .toLowerCase();
}

/**
 * A field's name for a column: inspectdb's rules on its snake-case form, with the `_id` of a foreign key dropped.
 * `used` holds the names the model's fields have already.
 */
export function fieldName(column: string, used: ReadonlySet<string>, isRelation: boolean): string {
  let name = snakeCase(column);
  if (isRelation && name.endsWith("_id") && name.length > 3) name = name.slice(0, -3);
  name = name.replace(/[^\p{L}\p{N}_]/gu, "_").replace(/__+/g, "_");
  if (name.startsWith("_")) name = `field${name}`;
  if (name.endsWith("_")) name = `${name}field`;
  // `pk` is what every model calls its key.
  if (isKeyword(name) || name === "pk") name = `${name}_field`;
  if (/^\p{N}/u.test(name)) name = `number_${name}`;
  return unusedName(name, used);
}

/** Whether Python keeps the word for itself. */
export function isKeyword(name: string): boolean {
  return KEYWORDS.has(name);
}

/** `name`, or the first of `name_0`, `name_1` … that is not taken. */
export function unusedName(name: string, used: ReadonlySet<string>): string {
  if (!used.has(name)) return name;
  for (let number = 0; ; number++) {
    const candidate = `${name}_${number}`;
    if (!used.has(candidate)) return candidate;
  }
}
