import { type FormatToken, values } from "./tokens";

/** What the brackets around a token are, as far as spaces depend on it. */
interface Bracket {
  readonly kind: "call" | "group" | "list" | "subscript" | "dict" | "parameters";
  /** Colons in this subscript have spaces: one of its parts is more than a name or number. */
  readonly wide: boolean;
}

/** The tokens of one line with the spaces that Black puts between them. */
export function spaced(tokens: readonly FormatToken[]): string {
  let text = "";
  const stack: Bracket[] = [];
  let lambdas = 0;
  let annotated = false;
  for (const [i, token] of tokens.entries()) {
    const before = tokens[i - 1];
    if (token.kind === "close") stack.pop();
    const inside = stack.at(-1);
    if (before && isSpaced(tokens, i, inside, lambdas > 0, annotated)) text += " ";
    text += token.kind === "string" ? quoted(token.text) : token.text;
    if (token.kind === "open") {
      stack.push(bracketOf(tokens, i));
      annotated = false;
    }
    if (token.text === "lambda") lambdas++;
    if (token.text === ":" && lambdas > 0) lambdas--;
    else if (token.text === ":" && inside?.kind === "parameters") annotated = true;
    if (token.text === "," && token.kind === "operator") annotated = false;
  }
  return text;
}

function bracketOf(tokens: readonly FormatToken[], i: number): Bracket {
  const token = tokens[i];
  const calls = isTrailer(tokens, i);
  if (token?.text === "(") {
    if (!calls) return { kind: "group", wide: false };
    return { kind: tokens[0]?.text === "def" || tokens[1]?.text === "def" ? "parameters" : "call", wide: false };
  }
  if (token?.text === "{") return { kind: "dict", wide: false };
  return calls ? { kind: "subscript", wide: isWide(tokens, i) } : { kind: "list", wide: false };
}

/** Whether a bracket follows the value that it calls or indexes. */
export function isTrailer(tokens: readonly FormatToken[], i: number): boolean {
  const before = tokens[i - 1];
  if (!before || tokens[i]?.text === "{") return false;
  return before.kind === "name" || before.kind === "close" || before.kind === "string" || values.has(before.text);
}

/** A slice of more than names and numbers has spaces around its colons. */
function isWide(tokens: readonly FormatToken[], open: number): boolean {
  let depth = 0;
  for (let i = open; i < tokens.length; i++) {
    const token = tokens[i];
    if (token?.kind === "open") {
      depth++;
      if (i > open) return true;
    }
    if (token?.kind === "close" && --depth === 0) return false;
    if (depth === 1 && token?.kind === "operator" && !":,.".includes(token.text) && !isUnary(tokens, i)) return true;
    if (depth === 1 && token?.kind === "keyword" && !values.has(token.text)) return true;
  }
  return false;
}

/** Whether an operator stands in front of its only operand. */
export function isUnary(tokens: readonly FormatToken[], i: number): boolean {
  const token = tokens[i];
  if (token === undefined || !["-", "+", "~", "*", "**"].includes(token.text)) return false;
  const before = tokens[i - 1];
  if (before === undefined || before.kind === "open" || before.kind === "operator") return true;
  return before.kind === "keyword" && !values.has(before.text);
}

function isSpaced(
  tokens: readonly FormatToken[],
  i: number,
  inside: Bracket | undefined,
  inLambda: boolean,
  annotated: boolean,
): boolean {
  const token = tokens[i];
  const before = tokens[i - 1];
  if (!token || !before) return false;
  if (before.kind === "open" || token.kind === "close") return false;
  if (before.text === "@" && i === 1) return false;
  if (token.text === "," || token.text === ";") return false;
  if (token.text === ".") return before.kind === "number" || before.text === "from" || before.text === "import";
  if (before.text === ".") return before.kind === "operator" && token.text === "import";
  if (token.text === ":" || before.text === ":") return aroundColon(tokens, i, inside, inLambda);
  if (before.text === "," || token.kind === "comment") return true;
  if (isUnary(tokens, i - 1)) return false;
  if (token.text === "=" || before.text === "=") {
    const named = inside?.kind === "call" || inside?.kind === "parameters" || inLambda;
    return !named || (annotated && !inLambda);
  }
  if (token.text === "**" || before.text === "**") {
    const at = token.text === "**" ? i : i - 1;
    if (!isUnary(tokens, at) && isSimplePower(tokens, at)) return false;
  }
  if (token.kind === "open") return !isTrailer(tokens, i);
  return true;
}

function aroundColon(
  tokens: readonly FormatToken[],
  i: number,
  inside: Bracket | undefined,
  inLambda: boolean,
): boolean {
  const token = tokens[i];
  const before = tokens[i - 1];
  if (!token || !before) return false;
  if (inside?.kind === "subscript" && !inLambda) {
    if (before.text === ",") return true;
    if (!inside.wide) return false;
    return before.text !== ":" || token.text !== ":";
  }
  return before.text === ":" && token.text !== ":";
}

/** `x**2` and `x.y**-1` have no spaces, as Black writes them. */
function isSimplePower(tokens: readonly FormatToken[], at: number): boolean {
  const left = tokens[at - 1];
  let right = at + 1;
  if (isUnary(tokens, right)) right++;
  const operand = tokens[right];
  const after = tokens[right + 1];
  const isSimple = (token: FormatToken | undefined): boolean => token?.kind === "name" || token?.kind === "number";
  return isSimple(left) && isSimple(operand) && after?.kind !== "open" && !(after?.text === ".");
}

/** A string in double quotes, where that changes nothing in it. */
function quoted(text: string): string {
  const found = /^([A-Za-z]*)'([^'"\\\n]*)'$/.exec(text);
  if (!found || text.endsWith("'''")) return text;
  const [, prefix = "", body = ""] = found;
  return /[{}]/.test(body) && /f/i.test(prefix) && body.includes("'") ? text : `${prefix}"${body}"`;
}
