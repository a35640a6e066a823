import { QuerysetError } from "../../protocol/errors";
import type { Refining } from "../../protocol/refine";
import { type Chain, chainOf, type Step } from "./chain";
import { filteredSteps, type Names, orderedSteps, places, termOf } from "./read";

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/**
 * A statement's text with another order, or one condition more or less; the rest of it stays as it is written, comments
 * and lines included. Throws `Unsupported` for a text that is not one expression.
 */
export function refine(text: string, change: Refining, columns: readonly Names[] = []): string {
  const chain = chainOf(text);
  if (chain === null)
    throw new QuerysetError("Unsupported", "Only a statement that is one queryset can be sorted and filtered here.", {
      hint: "Change the text itself.",
    });
  switch (change.kind) {
    case "order":
      return reordered(chain, change, columns);
    case "add":
      return narrowed(chain, change.argument, change.exclude);
    case "remove":
      return widened(chain, [change.at]);
    case "clear":
      return widened(chain, [...places(chain).keys()]);
  }
}

function reordered(chain: Chain, change: Refining & { kind: "order" }, columns: readonly Names[]): string {
  const old = orderedSteps(chain).filter(({ name }) => name === "order_by");
  const written = (old.at(-1)?.args ?? []).map((argument) => termOf(chain.text, argument, columns));
  const own = change.direction === null ? null : `"${change.direction === "desc" ? "-" : ""}${change.column}"`;
  const others = written.filter(({ column }) => column !== change.column).map(({ python }) => python);
  const at = written.findIndex(({ column }) => column === change.column);
  const terms = own === null ? (change.add ? others : []) : change.add ? inserted(others, own, at) : [own];
  const kept = withoutSteps(chain, old);
  const last = terms.length === 0 ? "" : `.order_by(${terms.join(", ")})`;
  return closing(kept, (open) => appended(open, last));
}

function inserted(terms: readonly string[], term: string, at: number): string[] {
  const place = at < 0 ? terms.length : at;
  return [...terms.slice(0, place), term, ...terms.slice(place)];
}

function narrowed(chain: Chain, argument: string, exclude: boolean): string {
  const key = /^(\w+)=/.exec(argument)?.[1];
  const steps = filteredSteps(chain);
  // What an exclude() holds is excluded together; each condition is one of its own.
  const target = exclude ? undefined : steps.findLast(({ name }) => name === "filter");
  const takes = target?.args.every(({ name, star }) => star === 0 && name !== null && name !== key) === true;
  if (target !== undefined && takes) {
    const inside = chain.text.slice(target.argsFrom, target.argsTo);
    const bare = inside.trimEnd();
    const separator = bare === "" ? "" : bare.endsWith(",") ? " " : ", ";
    const text = `${bare}${separator}${argument}${inside.slice(bare.length)}`;
    return spliced(chain.text, [{ from: target.argsFrom, to: target.argsTo, text }]);
  }
  const call = `.${exclude ? "exclude" : "filter"}(${argument})`;
  const first = firstOrder(steps);
  if (first !== undefined && !chain.isOpen)
    return spliced(chain.text, [{ from: first.from, to: first.from, text: call }]);
  return appended(chain, call);
}

/** An order at the very end: conditions are written in front of it. */
function firstOrder(steps: readonly Step[]): Step | undefined {
  const last = steps.at(-1);
  return last?.name === "order_by" ? last : undefined;
}

function widened(chain: Chain, indexes: readonly number[]): string {
  const all = places(chain);
  const gone = indexes.flatMap((index) => all[index] ?? []);
  const emptied = [...new Set(all.map(({ step }) => step))].filter((step) =>
    step.args.every((argument) => gone.some((place) => place.argument === argument)),
  );
  const edits = gone
    .filter(({ step }) => !emptied.includes(step))
    .map(({ step, argument }): Edit => cut(step, argument.from, argument.to));
  const text = spliced(chain.text, [...edits, ...emptied.map(({ from, to }) => ({ from, to, text: "" }))]);
  return closing(text, (open) => open.text);
}

/** An argument with the comma behind it, or the one in front of it where it is the last. */
function cut({ args }: Step, from: number, to: number): Edit {
  const index = args.findIndex((argument) => argument.from === from);
  const next = args[index + 1];
  const previous = args[index - 1];
  if (next !== undefined) return { from, to: next.from, text: "" };
  return { from: previous?.to ?? from, to, text: "" };
}

function withoutSteps({ text }: Chain, steps: readonly Step[]): string {
  return spliced(
    text,
    steps.map(({ from, to }) => ({ from, to, text: "" })),
  );
}

/** A queryset again, where a manager alone is left: `Album.objects` becomes `Album.objects.all()`. */
function closing(text: string, change: (chain: Chain) => string): string {
  const chain = chainOf(text);
  if (chain === null) return text;
  const changed = change(chain);
  if (changed !== text || !chain.endsInName || !/\.\w+$/.test(text.slice(chain.from, chain.to))) return changed;
  return appended(chain, ".all()");
}

function appended({ text, from, to, isOpen }: Chain, call: string): string {
  if (call === "") return text;
  if (!isOpen) return spliced(text, [{ from: to, to, text: call }]);
  return spliced(text, [
    { from, to: from, text: "(" },
    { from: to, to, text: `)${call}` },
  ]);
}

function spliced(text: string, edits: readonly Edit[]): string {
  return edits
    .toSorted((a, b) => b.from - a.from)
    .reduce((whole, edit) => whole.slice(0, edit.from) + edit.text + whole.slice(edit.to), text);
}
