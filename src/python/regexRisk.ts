import { START } from "./regexSets";
import { type Shape, shapeOf } from "./regexShape";

/** How the time a pattern may take grows with the text. */
export interface Risk {
  /** It may double with each character. */
  readonly exponential: boolean;
  /** Else it grows at most as this power of the length. */
  readonly degree: number;
}

/** Repetitions up to this many cost little, however they are nested. */
const FEW = 4;

const SAMPLES = [...Array.from({ length: 128 }, (_, i) => String.fromCharCode(i)), ..."éßñжЖ中あ٣ \u2028ª²Ⅷ😀"];

/**
 * Judges a pattern by its structure alone: repetitions within repetitions that may share out a text in more than one
 * way, and alternatives under a repetition that start alike. It errs to the side of calling a pattern risky.
 */
export function riskOf(source: string): Risk {
  const shape = shapeOf(source);
  // A search begins anew at each character, but where the pattern holds on to the first.
  return { exponential: exponential(shape), degree: (source.startsWith(START) ? 0 : 1) + unbounded(shape) };
}

function exponential(shape: Shape): boolean {
  switch (shape.kind) {
    case "set":
    case "reference":
      return false;
    case "repeat":
      return exponential(shape.item) || (shape.most > FEW && ambiguous(shape.item));
    case "look":
      return exponential(shape.item);
    default:
      return shape.items.some(exponential);
  }
}

/** Whether a text may be a run of this in more than one way. */
function ambiguous(body: Shape): boolean {
  if (body.kind === "set") return false;
  if (body.kind === "reference" || body.kind === "look") return true;
  if (body.kind === "repeat") return body.least !== body.most || ambiguous(body.item);
  if (body.kind === "alternatives") {
    const firsts = body.items.map(firstOf);
    if (firsts.some((first, i) => first === null || firsts.some((other, j) => j > i && (!other || meet(first, other)))))
      return true;
    return body.items.some(ambiguous);
  }
  if (!body.items.some(varies)) return false;
  // One character that must be there, and that nothing else in the run can be, tells where each turn begins.
  return !body.items.some(
    (item, i) => item.kind === "set" && body.items.every((other, j) => j === i || !touches(setOf(item.source), other)),
  );
}

/** Whether it can be of more than one length or form. */
function varies(shape: Shape): boolean {
  switch (shape.kind) {
    case "set":
      return false;
    case "repeat":
      return shape.least !== shape.most || varies(shape.item);
    case "sequence":
      return shape.items.some(varies);
    default:
      return true;
  }
}

/** Whether a character of the set may occur in what the shape matches. */
function touches(set: ReadonlySet<string>, shape: Shape): boolean {
  switch (shape.kind) {
    case "set":
      return meet(set, setOf(shape.source));
    case "repeat":
      return touches(set, shape.item);
    case "look":
      return false;
    case "reference":
      return true;
    default:
      return shape.items.some((item) => touches(set, item));
  }
}

/** The characters it may start with; null where it may be empty or start with more than can be told. */
function firstOf(shape: Shape): ReadonlySet<string> | null {
  switch (shape.kind) {
    case "set":
      return setOf(shape.source);
    case "repeat":
      return shape.least > 0 ? firstOf(shape.item) : null;
    case "sequence":
      return shape.items[0] ? firstOf(shape.items[0]) : null;
    case "alternatives": {
      const all = shape.items.map(firstOf);
      return all.includes(null) ? null : new Set(all.flatMap((each) => [...(each ?? [])]));
    }
    default:
      return null;
  }
}

function unbounded(shape: Shape): number {
  switch (shape.kind) {
    case "set":
      return 0;
    case "reference":
      return 1;
    case "repeat":
      // What is within a run whose turns can be told apart adds nothing to the run itself.
      if (shape.most <= FEW) return unbounded(shape.item);
      return ambiguous(shape.item) ? 1 + unbounded(shape.item) : Math.max(1, unbounded(shape.item));
    case "look":
      return unbounded(shape.item);
    case "alternatives":
      return Math.max(...shape.items.map(unbounded));
    default:
      return shape.items.reduce((sum, item) => sum + unbounded(item), 0);
  }
}

const sets = new Map<string, ReadonlySet<string>>();

/** The sample characters that a set matches, in either case. */
function setOf(source: string): ReadonlySet<string> {
  const known = sets.get(source);
  if (known) return known;
  const pattern = new RegExp(`^(?:${source})$`, "vi");
  const found = new Set(SAMPLES.filter((c) => pattern.test(c)));
  // A character of its own that is none of the samples stands for itself.
  if (found.size === 0) found.add(source);
  if (sets.size > 500) sets.clear();
  sets.set(source, found);
  return found;
}

function meet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  for (const c of a) if (b.has(c)) return true;
  return false;
}
