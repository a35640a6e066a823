import { lookupsOf } from "../../models/vocabulary/lookups";
import { messages } from "../../models/vocabulary/messages";
import type { ModelInfo } from "../../protocol/models";
import { closeMatches, closest } from "../../python/suggest";
import type { Span } from "../../python/tree";
import { choices, choicesOf, lookupNames } from "../choices";
import type { ModelGraph } from "../graph";
import { follow, namesIn } from "../paths";
import type { Annotations } from "../types";
import { misspelt, type Problem, problem } from "./problem";

/** A field path as it stands in a statement. */
export interface NamedPath {
  readonly model: ModelInfo;
  readonly path: string;
  readonly span: Span;
  readonly annotations: Annotations;
  /** It may end in a lookup. */
  readonly lookups: boolean;
  /** The annotations that Django lists beside the fields. */
  readonly added: readonly string[];
  /** Names may be known that could not be read. */
  readonly open: boolean;
}

/** What is wrong with a path, in Django's words, at the name that is wrong. */
export function pathProblem(named: NamedPath, graph: ModelGraph): Problem[] {
  const { model, path, span, annotations, added, lookups, open } = named;
  if (path === "") return [];
  const names = namesIn(path, annotations);
  const { steps, lost } = follow(graph, model, names, { annotations, lookups });
  const generic = steps.find(({ field }) => field?.relation?.kind === "generic");
  if (generic) return [problem(span, "unknown-field", "error", messages.generic(generic.name))];
  if (!lost || (open && lost.index === 0)) return [];
  const at = spanOf(names, lost.index, span);
  const severity = lost.model.drift.some(({ kind }) => kind === "unknown") ? "warning" : "error";
  switch (lost.reason) {
    case "field": {
      const known = choices(graph, model, names.slice(0, lost.index), { annotations }).map(({ name }) => name);
      const listed = choicesOf(graph, lost.model, lost.index === 0 ? added : []);
      const message = messages.unknownKeyword(lost.name, listed);
      return [misspelt(at, "unknown-field", severity, message, closest(lost.name, known))];
    }
    case "join": {
      const message = messages.noJoin(lost.name, names[lost.index - 1] ?? "");
      return [problem(at, "unknown-field", severity, message)];
    }
    case "lookup": {
      const type = typeOf(lost.type ?? "Field", steps.at(-1)?.field?.type);
      const rest = names.slice(lost.index).join("__");
      const message = messages.noLookup(rest, type, closeMatches(lost.name, lookupsOf(type)));
      // Where a relation was reached, a field of the other model may have been meant.
      const fields = steps.at(-1)?.model
        ? choices(graph, model, names.slice(0, lost.index), { annotations }).map(({ name }) => name)
        : [];
      const meant = closest(lost.name, [...lookupNames(type), ...fields]);
      return [misspelt(at, "unknown-lookup", severity, message, meant)];
    }
  }
}

/** Relations are told by their own kind, as Django does. */
function typeOf(output: string, field: string | undefined): string {
  return output === "ForeignKey" && field?.match(/^OneToOneField$/) ? field : output;
}

function spanOf(names: readonly string[], index: number, span: Span): Span {
  const from = span.from + names.slice(0, index).reduce((sum, name) => sum + name.length + 2, 0);
  const to = from + (names[index]?.length ?? 0);
  return to <= span.to ? { from, to } : span;
}
