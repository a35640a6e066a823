import type { GridRefining, Refining } from "../../protocol/refine";
import type { Reporter } from "../report";
import { argumentOf } from "./condition";
import type { Lines } from "./lines";
import type { Runner } from "./runner";

/** Runs another text where a statement stands that a page shows. */
export async function runLine(runner: Runner, lines: Lines, index: number, source: string): Promise<void> {
  const request = lines.request(index, source);
  if (request !== undefined && source.trim() !== "") await runner.run(request);
}

interface Refined {
  readonly runner: Runner;
  readonly report: Reporter;
  readonly lines: Lines;
}

/** Writes an order or a condition into a statement that a page shows, and runs it; a fault says what is wrong with it. */
export async function refine(
  { runner, report, lines }: Refined,
  index: number,
  asked: GridRefining,
): Promise<{ readonly fault?: string }> {
  const statement = lines.statement(index);
  const columns = statement?.result?.columns ?? [];
  if (statement === undefined) return {};
  let change: Refining;
  if (asked.kind === "filter") {
    const column = columns[asked.column];
    if (column === undefined) return {};
    const argument = argumentOf(column, asked);
    if ("fault" in argument) return argument;
    change = { kind: "add", argument: argument.python, exclude: asked.exclude };
  } else change = asked;
  const { source } = await runner.connection.call("refine", { source: statement.source, columns, change });
  void report.guard(() => runLine(runner, lines, index, source));
  return {};
}
