import type { ModelInfo, SourcePlace } from "../../protocol/models";
import type { Span, Statement } from "../../python/tree";
import type { ModelGraph } from "../graph";
import type { Script } from "../script/script";

/** One entry of a document's outline. */
export interface OutlineSymbol extends Span {
  readonly name: string;
  readonly detail: string;
  readonly kind: "function" | "class" | "variable" | "statement" | "method";
  /** The name itself. */
  readonly nameSpan: Span;
  readonly children: readonly OutlineSymbol[];
}

/** The functions, classes, variables and statements of a script. */
export function outline(script: Script, text: string): OutlineSymbol[] {
  return script
    .read(text)
    .flatMap((piece) =>
      piece.parsed.statements.flatMap((statement) =>
        symbolsOf(statement, piece.text).map((one) => moved(one, piece.from)),
      ),
    );
}

function moved(symbol: OutlineSymbol, by: number): OutlineSymbol {
  const shift = ({ from, to }: Span): Span => ({ from: from + by, to: to + by });
  return {
    ...symbol,
    ...shift(symbol),
    nameSpan: shift(symbol.nameSpan),
    children: symbol.children.map((one) => moved(one, by)),
  };
}

const longest = 60;

function symbolsOf(statement: Statement, text: string): OutlineSymbol[] {
  const { from, to } = statement;
  switch (statement.type) {
    case "FunctionDefinition": {
      const parameters = statement.parameters.map(({ name }) => name).join(", ");
      return [
        {
          name: statement.name || "def",
          detail: `(${parameters})`,
          kind: "function",
          from,
          to,
          nameSpan: statement.nameSpan,
          children: [],
        },
      ];
    }
    case "ClassDefinition": {
      const inner = statement.body.flatMap((one) => (one.type === "FunctionDefinition" ? symbolsOf(one, text) : []));
      const children = inner.map((one) => ({ ...one, kind: "method" as const }));
      return [
        {
          name: statement.name || "class",
          detail: "",
          kind: "class",
          from,
          to,
          nameSpan: statement.nameSpan,
          children,
        },
      ];
    }
    case "Assign": {
      const [target] = statement.targets;
      if (target?.type !== "Name" || target.id === "") return [];
      const detail = oneLine(text.slice(statement.value.from, statement.value.to));
      return [{ name: target.id, detail, kind: "variable", from, to, nameSpan: target, children: [] }];
    }
    case "ExpressionStatement": {
      const name = oneLine(text.slice(from, to));
      return name === ""
        ? []
        : [{ name, detail: "", kind: "statement", from, to, nameSpan: { from, to }, children: [] }];
    }
    default:
      return [];
  }
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

/** A model, field or method of the workspace whose name holds the letters that are looked for. */
export interface ModelSymbol {
  readonly name: string;
  readonly container: string;
  readonly kind: "model" | "field" | "method";
  readonly place: SourcePlace;
}

const most = 200;

/** Models, and with a dot or where no model fits their fields and methods, by letters in their order. */
export function modelSymbols(graph: ModelGraph, query: string): ModelSymbol[] {
  const [first = "", second] = query.split(".");
  const models = graph.models.filter(
    ({ place, autoCreated, origin }) => place !== undefined && !autoCreated && origin !== "contrib",
  );
  const fitting = models.filter(({ name }) => fits(name, first));
  const named = fitting.flatMap((model) => (model.place ? [symbolOf(model, model.place)] : []));
  if (second === undefined && named.length > 0) return named.slice(0, most);
  const owners = second === undefined ? models : fitting;
  return owners.flatMap((model) => membersOf(model).filter(({ name }) => fits(name, second ?? first))).slice(0, most);
}

function symbolOf(model: ModelInfo, place: SourcePlace): ModelSymbol {
  return { name: model.name, container: model.app, kind: "model", place };
}

function membersOf(model: ModelInfo): ModelSymbol[] {
  const fields = model.fields.flatMap(({ name, source }) =>
    source ? [{ name, container: model.label, kind: "field" as const, place: source }] : [],
  );
  const methods = [...model.methods, ...model.managers.flatMap((manager) => manager.methods)];
  return [
    ...fields,
    ...methods.map(({ name, code }) => ({ name, container: model.label, kind: "method" as const, place: code })),
  ];
}

function fits(name: string, letters: string): boolean {
  let at = 0;
  const lower = name.toLowerCase();
  for (const letter of letters.toLowerCase()) {
    at = lower.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
