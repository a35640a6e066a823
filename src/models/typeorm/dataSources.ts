import type { SourcePlace } from "../../protocol/models";
import type { Evaluator } from "./evaluate";
import type { ScriptModule } from "./module";
import { DEFAULT_NAMING, type NamingStrategy, SNAKE_NAMING } from "./naming";
import { foldersAbove, isAbsolute, joinPath } from "./paths";
import type { NamingRules } from "./tables";
import { CallValue, FunctionValue, isList, isObject, NameValue, type ObjectValue, textOf, type Value } from "./values";

/** A database that the workspace's TypeORM options name. */
export interface DataSourceInfo {
  /** TypeORM's `type`: `better-sqlite3`, `postgres` … */
  readonly kind: string;
  /** `default`, or the name the options give it. */
  readonly alias: string;
  /** A SQLite file's path (relative to the workspace, or absolute), or a server's database; absent where it is not known. */
  readonly name?: string;
  readonly url?: string;
  readonly user?: string;
  readonly password?: string;
  readonly host?: string;
  readonly port?: string;
  readonly place: SourcePlace;
  readonly rules: NamingRules;
  /** A naming strategy whose rules are not known. */
  readonly unknownNaming?: string;
}

const KINDS =
  /^(sqlite|better-sqlite3|sqljs|postgres|cockroachdb|mysql|mariadb|mssql|oracle|sap|spanner|aurora-mysql|aurora-postgres|expo|capacitor|cordova|react-native|nativescript)$/;

const CALLS = /^(DataSource|createConnection|createConnections|forRoot|forRootAsync|defineConfig)$/;

/** Finds TypeORM's options in a file: `new DataSource({…})`, `TypeOrmModule.forRoot({…})`, and an exported ormconfig. */
export function dataSourcesIn(
  module: ScriptModule,
  evaluator: Evaluator,
  packages: Iterable<string>,
): DataSourceInfo[] {
  const found: DataSourceInfo[] = [];
  const seen = new Set<number>();
  const folders = new Set(packages);
  const root = foldersAbove(module.path).find((folder) => folders.has(folder)) ?? "";
  const add = (value: Value, from: number, place: SourcePlace): void => {
    const objects: readonly Value[] = isList(value) ? value : [value];
    for (const each of objects) {
      const options = each instanceof FunctionValue ? evaluator.result(each) : each;
      if (!isObject(options) || seen.has(from)) continue;
      const made = dataSourceOf(options, place, root);
      if (made === null) continue;
      if (!isList(value)) seen.add(from);
      found.push(made);
    }
  };
  module.file.top.tree?.iterate({
    enter: ({ name, node }) => {
      if (name !== "NewExpression" && name !== "CallExpression") return;
      const value = evaluator.evaluate(node, module);
      if (!(value instanceof CallValue) || !CALLS.test(value.callee)) return;
      const place = module.file.place(node);
      for (const argument of value.args) {
        add(argument, node.from, place);
        const factory = isObject(argument) ? argument.get("useFactory") : undefined;
        if (factory instanceof FunctionValue) add(factory, node.from, place);
      }
    },
  });
  // Options that some other file hands on, such as an ormconfig.js.
  if (found.length > 0) return found;
  const isConfig = /(^|\/)ormconfig\.[mc]?[jt]s$/.test(module.path);
  const exported = isConfig ? module.exports.get("default") : undefined;
  if (typeof exported === "string") add(evaluator.evaluateName(exported, module), 0, { file: module.path, line: 1 });
  else if (exported !== undefined && !("specifier" in exported))
    add(evaluator.evaluate(exported, module), 0, module.file.place(exported));
  return found;
}

/** The options of an `ormconfig.json`: one object, or a list of them. Broken JSON names nothing. */
export function dataSourcesInJson(path: string, text: string): DataSourceInfo[] {
  try {
    const root = foldersAbove(path)[0] ?? "";
    const value = valueIn(JSON.parse(text));
    const all: readonly Value[] = isList(value) ? value : [value];
    return all.flatMap((each) => (isObject(each) ? (dataSourceOf(each, { file: path, line: 1 }, root) ?? []) : []));
  } catch {
    return [];
  }
}

function valueIn(json: unknown): Value {
  if (Array.isArray(json)) return json.map(valueIn);
  if (typeof json === "object" && json !== null)
    return new Map(Object.entries(json).map(([key, value]) => [key, valueIn(value)]));
  return typeof json === "string" || typeof json === "number" || typeof json === "boolean" ? json : null;
}

function dataSourceOf(options: ObjectValue, place: SourcePlace, root: string): DataSourceInfo | null {
  const kind = textOf(options.get("type"));
  if (kind === undefined || !KINDS.test(kind)) return null;
  const text = (name: string): string | undefined => {
    const value = options.get(name);
    return typeof value === "number" ? String(value) : textOf(value) || undefined;
  };
  const isFile = /sqlite|sqljs|expo|capacitor|cordova|nativescript|react-native/.test(kind);
  const named = isFile ? (text("database") ?? text("location")) : text("database");
  const isPath = isFile && named !== undefined && !/^(:memory:|file:)/.test(named) && !isAbsolute(named);
  // Relative to where the program runs, which is its package's folder; `__dirname` gave a path from the workspace.
  const isPlaced = named !== undefined && root !== "" && (named === root || named.startsWith(`${root}/`));
  const name = isPath && named !== undefined ? joinPath(isPlaced ? "" : root, named) : named;
  const known = Object.entries({
    name,
    url: text("url"),
    user: text("username"),
    password: text("password"),
    host: text("host"),
    port: text("port"),
  }).filter(([, value]) => value !== undefined);
  const { naming, unknown } = namingOf(options.get("namingStrategy"));
  return {
    kind,
    alias: text("name") ?? "default",
    ...Object.fromEntries(known),
    place,
    rules: {
      naming,
      tablePrefix: text("entityPrefix") ?? "",
      maxAliasLength: /postgres|mysql|mariadb|cockroach/.test(kind) ? 63 : 0,
    },
    ...(unknown === undefined ? {} : { unknownNaming: unknown }),
  };
}

/** The rules of TypeORM's own strategy, and of `SnakeNamingStrategy`; another's are not known. */
function namingOf(value: Value): { readonly naming: NamingStrategy; readonly unknown?: string } {
  if (value === undefined) return { naming: DEFAULT_NAMING };
  const name = value instanceof CallValue ? value.callee : value instanceof NameValue ? value.name : "namingStrategy";
  if (name === "DefaultNamingStrategy") return { naming: DEFAULT_NAMING };
  if (/snake/i.test(name)) return { naming: SNAKE_NAMING };
  return { naming: DEFAULT_NAMING, unknown: name };
}
