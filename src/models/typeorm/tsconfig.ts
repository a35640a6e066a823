import { foldersAbove, joinPath, parentOf } from "./paths";

interface Config {
  readonly folder: string;
  readonly baseUrl: string | null;
  readonly paths: readonly (readonly [pattern: string, targets: readonly string[]])[];
}

/** Where names like `@app/users` and `src/users` lead: `paths` and `baseUrl` of the nearest tsconfig.json. */
export class PathAliases {
  readonly #configs: ReadonlyMap<string, Config>;

  /** `texts`: tsconfig files by path. One that cannot be read says nothing. */
  constructor(texts: ReadonlyMap<string, string>) {
    const configs = new Map<string, Config>();
    for (const [path, text] of texts) {
      const config = readConfig(parentOf(path), text);
      const before = configs.get(config?.folder ?? "");
      // tsconfig.base.json stands beside the tsconfig.json that extends it.
      if (config !== null && (before === undefined || before.paths.length === 0)) configs.set(config.folder, config);
    }
    this.#configs = configs;
  }

  /** Paths, without extension, that a specifier may mean, best first. */
  candidates(from: string, specifier: string): string[] {
    const found: string[] = [];
    for (const folder of foldersAbove(from)) {
      const config = this.#configs.get(folder);
      if (config !== undefined) {
        for (const [pattern, targets] of config.paths) {
          const star = matched(pattern, specifier);
          if (star === null) continue;
          found.push(...targets.map((target) => joinPath(config.baseUrl ?? folder, target.replace("*", star))));
        }
        if (config.baseUrl !== null) found.push(joinPath(config.baseUrl, specifier));
      }
      // Projects whose tsconfig we cannot see still name files from their own folder.
      if (/^(src|app|libs?)\//.test(specifier)) found.push(joinPath(folder, specifier));
    }
    return found;
  }
}

function matched(pattern: string, specifier: string): string | null {
  const star = pattern.indexOf("*");
  if (star < 0) return pattern === specifier ? "" : null;
  const before = pattern.slice(0, star);
  const behind = pattern.slice(star + 1);
  const fits =
    specifier.startsWith(before) && specifier.endsWith(behind) && specifier.length >= before.length + behind.length;
  return fits ? specifier.slice(before.length, specifier.length - behind.length) : null;
}

function readConfig(folder: string, text: string): Config | null {
  try {
    const options = (JSON.parse(withoutComments(text)) as { compilerOptions?: unknown }).compilerOptions ?? {};
    const { baseUrl, paths } = options as { baseUrl?: unknown; paths?: unknown };
    const entries = typeof paths === "object" && paths !== null ? Object.entries(paths) : [];
    return {
      folder,
      baseUrl: typeof baseUrl === "string" ? joinPath(folder, baseUrl) : null,
      paths: entries.flatMap(([pattern, targets]) =>
        Array.isArray(targets)
          ? [[pattern, targets.filter((target): target is string => typeof target === "string")] as const]
          : [],
      ),
    };
  } catch {
    return null;
  }
}

/** JSON as tsconfig files have it, comments and trailing commas taken out. */
export function withoutComments(text: string): string {
  const token = /"(?:\\.|[^"\\\n])*"|\/\/[^\n]*|\/\*[\s\S]*?\*\/|,(?=\s*[}\]])/g;
  const bare = text.replace(token, (piece) => (piece.startsWith("/") ? "" : piece));
  return bare.replace(token, (piece) => (piece.startsWith(",") ? "" : piece));
}
