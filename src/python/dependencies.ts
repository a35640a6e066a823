import { parseStatement, splitStatements } from "./parse";
import type { Expression, Statement } from "./tree";

/**
 * The text in front of a statement with everything blanked out but the statements that its names need: where each was
 * last bound, what changed the value since (`album.genre = …`), and what those need in turn. Lines and columns stay.
 */
export function contextFor(before: string, statement: string): string {
  const pieces = splitStatements(before).map((piece) => ({
    piece,
    statements: parseStatement(before, piece).statements,
  }));
  // Only the script's own names count: a model is there without being bound.
  const variables = new Set(
    pieces.flatMap(({ statements }) => statements.flatMap((node) => [...boundBy(node), ...loopTargets(node)])),
  );
  const needed = new Set<string>();
  const asked = splitStatements(statement).flatMap((piece) => parseStatement(statement, piece).statements);
  // What is bound here, and read only after that, needs nothing from above.
  for (const node of asked.reverse()) {
    for (const name of boundBy(node)) needed.delete(name);
    for (const name of readBy(node)) needed.add(name);
  }
  const kept = new Set<number>();
  for (const [i, { statements }] of [...pieces.entries()].reverse()) {
    const bound = new Set(statements.flatMap(boundBy));
    const touched = new Set(statements.flatMap(touchedBy));
    if (![...bound, ...touched].some((name) => needed.has(name) && variables.has(name))) continue;
    kept.add(i);
    // A name bound afresh needs nothing from further up, unless the statement itself reads it.
    for (const name of bound) needed.delete(name);
    for (const node of statements) for (const name of readBy(node)) needed.add(name);
  }
  let text = "";
  let at = 0;
  for (const [i, { piece }] of pieces.entries()) {
    text += blank(before.slice(at, piece.from));
    text += kept.has(i) ? before.slice(piece.from, piece.to) : blank(before.slice(piece.from, piece.to));
    at = piece.to;
  }
  return text + blank(before.slice(at));
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, " ");
}

type Tree = { readonly [key: string]: unknown };

/** Every name that occurs in a tree. */
function namesIn(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(namesIn);
  if (node === null || typeof node !== "object") return [];
  const tree = node as Tree;
  if (tree.type === "Name" && typeof tree.id === "string") return [tree.id];
  return Object.values(tree).flatMap(namesIn);
}

/** The names that a statement reads: all but those it only binds. */
function readBy(statement: Statement): string[] {
  if (statement.type === "Assign")
    return [
      ...namesIn(statement.value),
      ...statement.targets.filter((target) => target.type !== "Name").flatMap(namesIn),
    ];
  return namesIn(statement);
}

/** The names that a statement gives a value of its own, whatever they had before. */
function boundBy(statement: Statement): string[] {
  switch (statement.type) {
    case "Assign":
      return statement.targets.flatMap(plainTargets);
    case "FunctionDefinition":
    case "ClassDefinition":
      return [statement.name];
    case "Import":
    case "ImportFrom":
      return statement.names.map(({ name, as }) => as ?? name.split(".")[0] ?? name);
    default:
      return [];
  }
}

function plainTargets(target: Expression): string[] {
  if (target.type === "Name") return [target.id];
  return target.type === "Tuple" || target.type === "List" ? target.items.flatMap(plainTargets) : [];
}

function loopTargets(statement: Statement): string[] {
  return statement.type === "For" ? plainTargets(statement.target) : [];
}

/** The names whose values a statement changes: through attributes and items, in loops, in blocks. */
function touchedBy(statement: Statement): string[] {
  switch (statement.type) {
    case "Assign":
      return statement.targets.flatMap(rootOf);
    case "AugmentedAssign":
    case "AnnotatedAssign":
      return rootOf(statement.target);
    case "For":
      return [...plainTargets(statement.target), ...namesIn(statement.iterable), ...statement.body.flatMap(touchedBy)];
    case "If":
    case "While":
      return [...statement.body, ...statement.otherwise].flatMap(touchedBy);
    case "With":
    case "Try":
      return statement.body.flatMap(touchedBy);
    case "Match":
      return statement.cases.flatMap((each) => each.body).flatMap(touchedBy);
    default:
      return boundBy(statement);
  }
}

function rootOf(target: Expression): string[] {
  if (target.type === "Name") return [target.id];
  if (target.type === "Attribute" || target.type === "Subscript") return rootOf(target.value);
  return target.type === "Tuple" || target.type === "List" ? target.items.flatMap(rootOf) : [];
}
