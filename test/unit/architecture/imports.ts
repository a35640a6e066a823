/** One import as it stands in a source file. `type` is erased when compiled, so it cannot close a loading cycle. */
export interface ImportFound {
  readonly specifier: string;
  readonly kind: "value" | "type" | "dynamic";
  readonly line: number;
}

const statement = /^[ \t]*(import|export)\b(\s+type\b(?!\s*(?:,|from\b)))?\s*([^;"'`()]*?)\bfrom\s*["']([^"']+)["']/gm;
const sideEffect = /^[ \t]*import\s*["']([^"']+)["']/gm;
const call = /\b(?:import|require)\s*\(\s*["']([^"']+)["']\s*\)(\s*\.\s*[A-Z])?/g;

/** Finds every import of a TypeScript text: static, type-only, re-exported, side-effect and dynamic ones. */
export function findImports(text: string): ImportFound[] {
  const code = blankComments(text);
  const found: (ImportFound & { readonly offset: number })[] = [];
  const add = (offset: number, specifier: string | undefined, kind: ImportFound["kind"]): void => {
    if (specifier === undefined) return;
    const at = offset + (/^\s*/.exec(code.slice(offset))?.[0].length ?? 0);
    found.push({ specifier, kind, offset: at, line: code.slice(0, at).split("\n").length });
  };
  for (const match of code.matchAll(statement)) {
    add(match.index, match[4], match[2] || onlyTypes(match[3] ?? "") ? "type" : "value");
  }
  for (const match of code.matchAll(sideEffect)) add(match.index, match[1], "value");
  // `import("x").Name` is how a type is named in place; a module's own members start with a small letter here.
  for (const match of code.matchAll(call)) add(match.index, match[1], match[2] ? "type" : "dynamic");
  return found.sort((a, b) => a.offset - b.offset).map(({ specifier, kind, line }) => ({ specifier, kind, line }));
}

/** `{ type A, type B }`: braces that name nothing but types. */
function onlyTypes(clause: string): boolean {
  const names = /^\s*\{([\s\S]*)\}\s*$/.exec(clause)?.[1]?.split(",");
  const given = names?.map((name) => name.trim()).filter((name) => name !== "") ?? [];
  return given.length > 0 && given.every((name) => /^type\s/.test(name));
}

/** Replaces comments by spaces, so that example code in them is not read; strings stay, they hold the specifiers. */
function blankComments(text: string): string {
  const token = /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
  return text.replace(token, (piece) => {
    if (piece.startsWith("/")) return piece.replace(/[^\n]/g, " ");
    // A template can hold whole lines of sample code; its own imports are never ours.
    return piece.startsWith("`") ? piece.replace(/[^\n`]/g, " ") : piece;
  });
}
