import type { ModelInfo } from "../../protocol/models";
import type { WorkspaceFiles } from "../workspaceFiles";
import { type DataSourceInfo, dataSourcesIn, dataSourcesInJson } from "./dataSources";
import { environmentOf } from "./dotenv";
import type { EntityDraft, Problem } from "./drafts";
import { decoratorName, entityOf } from "./entities";
import { Evaluator } from "./evaluate";
import { labelEntities } from "./labels";
import { MemberReader } from "./members";
import { modelsOf } from "./models";
import type { ScriptModule } from "./module";
import { DEFAULT_NAMING } from "./naming";
import { foldersAbove, parentOf } from "./paths";
import { Resolver } from "./resolver";
import { schemaOf } from "./schemas";
import { Entities, type NamingRules } from "./tables";
import { PathAliases } from "./tsconfig";
import { CallValue } from "./values";

/** What a workspace's TypeORM code says, read without running any of it. */
export interface TypeOrmProject {
  /** Entities first, then their junction and closure tables; topmost entities of shared tables before the others. */
  readonly models: readonly ModelInfo[];
  readonly dataSources: readonly DataSourceInfo[];
  /** What was read in part only, or is known but not done. */
  readonly problems: readonly Problem[];
}

const SOURCE = /\.[mc]?[jt]s$/;
const IGNORED =
  /(^|\/)(node_modules|dist|build|out|coverage|\.next|\.nuxt|\.output|__tests__|__mocks__)\/|\.d\.[mc]?ts$|\.(spec|test|e2e-spec)\.[mc]?[jt]s$|\.min\.js$/;
/** Files without any of these declare neither an entity nor a data source. */
const TELLING = /typeorm["'/]|@(\w+\.)?(Entity|ChildEntity|ViewEntity)\b|EntitySchema|DataSource|TypeOrm/;
const CONFIG = /(^|\/)ormconfig\.[mc]?[jt]s$/;

/** Reads every entity and data source of a workspace. Never throws for what the files say. */
export async function readTypeOrm(files: WorkspaceFiles): Promise<TypeOrmProject> {
  const paths = (await files.list()).filter((path) => !IGNORED.test(path));
  const pick = async (pattern: RegExp): Promise<Map<string, string>> => {
    const wanted = paths.filter((path) => pattern.test(path));
    const texts = await Promise.all(
      wanted.map(async (path) => [path, await files.read(path).catch(() => null)] as const),
    );
    return new Map(texts.flatMap(([path, text]) => (text === null ? [] : [[path, text] as const])));
  };
  const sources = await pick(SOURCE);
  const telling = [...sources].filter(([path, text]) => TELLING.test(text) || CONFIG.test(path)).map(([path]) => path);
  const configs = await pick(/(^|\/)ormconfig\.json$/);
  if (telling.length === 0 && configs.size === 0) return { models: [], dataSources: [], problems: [] };
  const aliases = new PathAliases(await pick(/(^|\/)tsconfig[^/]*\.json$/));
  const environment = environmentOf(await pick(/(^|\/)\.env(\.(local|dev|development))?$/));
  const packages = packageNames(await pick(/(^|\/)package\.json$/));
  const evaluator = new Evaluator(new Resolver(sources, aliases), environment);
  const modules = telling.sort().flatMap((path) => evaluator.resolver.module(path) ?? []);
  const dataSources = [
    ...modules.flatMap((module) => dataSourcesIn(module, evaluator, packages.keys())),
    ...[...configs].flatMap(([path, text]) => dataSourcesInJson(path, text)),
  ];
  const problems: Problem[] = [];
  const drafts = readEntities(modules, evaluator, problems);
  const apps = labelEntities(drafts, packages, files.name);
  const entities = new Entities(drafts, apps, rulesFor(dataSources), evaluator);
  const models = modelsOf(entities, evaluator, problems);
  for (const { unknownNaming, place } of dataSources) {
    const message = `The rules of ${unknownNaming} are not known; names are taken as TypeORM itself makes them.`;
    if (unknownNaming !== undefined) problems.push({ place, message });
  }
  return { models, dataSources, problems };
}

/** Names of packages by their folder; one that says none goes by its folder's name. */
function packageNames(texts: ReadonlyMap<string, string>): Map<string, string> {
  const names = new Map<string, string>();
  for (const [path, text] of texts) {
    const folder = parentOf(path);
    const name = /"name"\s*:\s*"([^"]+)"/.exec(text)?.[1] ?? folder.slice(folder.lastIndexOf("/") + 1);
    if (name !== "") names.set(folder, name);
  }
  return names;
}

function readEntities(modules: readonly ScriptModule[], evaluator: Evaluator, problems: Problem[]): EntityDraft[] {
  const reader = new MemberReader(evaluator, (decorator, cls) => decoratorName(decorator, cls, evaluator));
  const drafts: EntityDraft[] = [];
  for (const module of modules) {
    const error = module.file.firstError();
    if (error !== null)
      problems.push({ place: module.file.place(error), message: "Read only in part: a syntax error." });
    drafts.push(...module.allClasses.flatMap((cls) => entityOf(cls, reader) ?? []));
    module.file.top.tree?.iterate({
      enter: ({ name, node }) => {
        if (name !== "NewExpression") return;
        const value = evaluator.evaluate(node, module);
        if (!(value instanceof CallValue) || value.callee !== "EntitySchema") return;
        const draft = schemaOf(value, evaluator, problems);
        if (draft === null || isEmbeddable(draft)) return;
        // A class may have both decorators and a schema; the decorators were read first.
        if (!drafts.some((other) => other.key === draft.key)) drafts.push(draft);
      },
    });
  }
  problems.push(...reader.problems);
  return drafts;
}

/** A schema without a key is one for embedding. */
function isEmbeddable(draft: EntityDraft): boolean {
  const hasKey = draft.members.some((member) => member.kind === "column" && member.options.get("primary") === true);
  return !hasKey && draft.kind === "regular";
}

/** The naming rules for a file: those of the data source nearest to it. */
function rulesFor(dataSources: readonly DataSourceInfo[]): (file: string) => NamingRules {
  return (file) => {
    const folders = foldersAbove(file);
    const nearness = ({ place }: DataSourceInfo): number =>
      folders.findIndex((folder) => folder === "" || place.file.startsWith(`${folder}/`));
    const nearest = [...dataSources].sort((a, b) => nearness(a) - nearness(b))[0];
    return nearest?.rules ?? { naming: DEFAULT_NAMING, tablePrefix: "", maxAliasLength: 0 };
  };
}
