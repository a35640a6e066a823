/** How TypeORM names what the entities leave unnamed. Its `NamingStrategyInterface`, as far as reading needs it. */
export interface NamingStrategy {
  tableName(entity: string, given: string | undefined): string;
  /** `prefixes` are those of the embedded objects the column lies in, outermost first. */
  columnName(property: string, given: string | undefined, prefixes: readonly string[]): string;
  joinColumnName(relation: string, referencedProperty: string): string;
  joinTableName(first: string, second: string, property: string): string;
  joinTableColumnName(table: string, property: string, column: string): string;
}

/** TypeORM's own: tables in snake_case, columns as their properties, join columns in camelCase. */
export const DEFAULT_NAMING: NamingStrategy = {
  tableName: (entity, given) => given ?? snakeCase(entity),
  columnName: (property, given, prefixes) => {
    const name = given || property;
    return prefixes.length > 0 ? camelCase(prefixes.join("_")) + titleCase(name) : name;
  },
  joinColumnName: (relation, referenced) => camelCase(`${relation}_${referenced}`),
  joinTableName: (first, second, property) => snakeCase(`${first}_${property.replaceAll(".", "_")}_${second}`),
  joinTableColumnName: (table, property, column) => camelCase(`${table}_${column || property}`),
};

/** The `SnakeNamingStrategy` of the package typeorm-naming-strategies. */
export const SNAKE_NAMING: NamingStrategy = {
  tableName: (entity, given) => given || snakeCase(entity),
  columnName: (property, given, prefixes) => snakeCase([...prefixes, ""].join("_")) + (given || snakeCase(property)),
  joinColumnName: (relation, referenced) => snakeCase(`${relation}_${referenced}`),
  joinTableName: DEFAULT_NAMING.joinTableName,
  joinTableColumnName: (table, property, column) => snakeCase(`${table}_${column || property}`),
};

/** `OrderItem` as `order_item`, `HTTPServer` as `http_server`: TypeORM's rule, which breaks no word before digits. */
export function snakeCase(text: string): string {
  return text
    .replace(/([A-Z])([A-Z])([a-z])/g, "$1_$2$3")
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase();
}

/** Drops what stands between words and capitalises the next; the first letter alone is made small. */
function camelCase(text: string): string {
  return text.replace(/^[A-Z]|[\s\-_]\w/g, (found) =>
    found.length === 1 ? found.toLowerCase() : found.slice(1).toUpperCase(),
  );
}

function titleCase(text: string): string {
  return text.replace(/\w\S*/g, (word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase());
}

/** A junction table's name where it is longer than the driver's aliases may be: every word cut to its first letters. */
export function shorten(name: string): string {
  return name
    .split("_")
    .map((segment) => {
      const words = segment.split(/(?<=[a-z\xE0-\xFF])(?=[A-Z\xC0-\xDF])/);
      return words.map((word) => word.slice(0, words.length > 1 ? 2 : 3)).join("");
    })
    .join("_");
}
