import type { ModelGraph } from "../graph";
import { moduleNames, namesOfModule } from "../infer/modules";
import { type Completion, item, modelItem, type Replaced } from "./item";

/** What can stand in an import statement; undefined where the line is none. */
export function importItems(text: string, offset: number, word: Replaced, graph: ModelGraph): Completion[] | undefined {
  const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
  const names = /^\s*from\s+([\w.]+)\s+import\s+\(?(.*)$/.exec(line);
  if (names) {
    const [, module = "", before = ""] = names;
    if (/\bas\s+\w*$/.test(before)) return [];
    return namesIn(module, word, graph);
  }
  const head = /^\s*(?:from|import)\s+([\w.]*)$/.exec(line);
  if (head) return modules(head[1] ?? "", word, graph);
  return /^\s*from\s+[\w.]+\s+\w*$/.test(line) ? [item("import", "keyword", 0, word)] : undefined;
}

function namesIn(module: string, word: Replaced, graph: ModelGraph): Completion[] {
  const known = namesOfModule(module);
  if (known) return known.map((name) => item(name, moduleKind(`${module}.${name}`), 1, word));
  const [app] = module.split(".").slice(-2);
  const models = graph.models.filter(({ autoCreated }) => !autoCreated);
  const own = models.filter((model) => model.app === app);
  return (own.length > 0 ? own : models).map((model) => modelItem(model, word));
}

function moduleKind(path: string): "module" | "function" {
  return namesOfModule(path) ? "module" : "function";
}

/** The next part of a dotted name. */
function modules(typed: string, word: Replaced, graph: ModelGraph): Completion[] {
  const before = typed.slice(0, typed.lastIndexOf(".") + 1);
  const apps = [...new Set(graph.models.filter(({ origin }) => origin === "django").map(({ app }) => `${app}.models`))];
  const next = [...moduleNames, ...apps].flatMap((name) => {
    const rest = name.startsWith(before) ? name.slice(before.length).split(".")[0] : undefined;
    return rest ? [rest] : [];
  });
  return [...new Set(next)].map((name) => item(name, "module", 1, word));
}
