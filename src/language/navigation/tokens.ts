import type { Span } from "../../python/tree";
import type { Script } from "../script/script";
import { modelNames, ownNames } from "./navigate";

/** The kinds of tokens, in the order of their numbers. */
export const tokenTypes = [
  "class",
  "property",
  "method",
  "function",
  "variable",
  "parameter",
  "namespace",
  "operator",
] as const;

/** What can be added to a kind, in the order of their bits. `modification` is a method that writes. */
export const tokenModifiers = ["declaration", "modification", "defaultLibrary"] as const;

export interface Token extends Span {
  readonly type: (typeof tokenTypes)[number];
  readonly modifiers: readonly (typeof tokenModifiers)[number][];
}

const types = {
  model: "class",
  field: "property",
  manager: "property",
  method: "method",
  function: "function",
  annotation: "variable",
  lookup: "operator",
} as const;

const ownTypes = {
  variable: "variable",
  parameter: "parameter",
  function: "function",
  class: "class",
  import: "namespace",
} as const;

/** What the words of a script are, for colours that the grammar alone cannot tell. */
export function tokens(script: Script, text: string): Token[] {
  const models = modelNames(script, text).map((one): Token => {
    const modifiers: Token["modifiers"] = [
      ...(one.writes ? (["modification"] as const) : []),
      ...(one.key === "" && one.kind !== "annotation" ? (["defaultLibrary"] as const) : []),
    ];
    return { from: one.from, to: one.to, type: types[one.kind], modifiers };
  });
  const taken = new Set(models.map(({ from }) => from));
  const names = ownNames(script, text);
  const bound = new Set(names.filter(({ binds }) => binds).map(({ name, scope }) => `${scope} ${name}`));
  const own = names
    .filter(({ from, to, name, scope }) => !taken.has(from) && to > from && bound.has(`${scope} ${name}`))
    .map(
      ({ from, to, kind, binds }): Token => ({
        from,
        to,
        type: ownTypes[kind],
        modifiers: binds ? ["declaration"] : [],
      }),
    );
  return [...models, ...own]
    .filter(({ from, to }) => !text.slice(from, to).includes("\n"))
    .sort((a, b) => a.from - b.from);
}
