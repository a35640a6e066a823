import { guardRegularExpressions } from "../engine/regexGuard";
import { QuerysetError } from "../protocol/errors";
import { PyRaise } from "../python/exceptions";
import { readArguments, USAGE, UsageError } from "./arguments";
import { execute } from "./commands";

const USAGE_EXIT = 2;
const CONNECTION_EXIT = 3;
const CONFLICT_EXIT = 4;

/** The headless runner. Exit codes: 0 done, 1 a statement failed, 2 usage, 3 no connection, 4 apply refused. */
async function main(): Promise<number> {
  guardRegularExpressions();
  try {
    const request = readArguments(process.argv.slice(2));
    if (request.command === "help") {
      process.stdout.write(USAGE);
      return 0;
    }
    return await execute(request, (text) => void process.stdout.write(text));
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`queryset: ${error.message}\n\n${USAGE}`);
      return USAGE_EXIT;
    }
    if (error instanceof QuerysetError || error instanceof PyRaise) {
      process.stderr.write(`queryset: ${error.message}${error.hint ? `\n${error.hint}` : ""}\n`);
      if (error instanceof PyRaise) return USAGE_EXIT;
      return error.code === "Conflict" ? CONFLICT_EXIT : CONNECTION_EXIT;
    }
    process.stderr.write(`queryset: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return 1;
  }
}

void main().then((code) => {
  process.exitCode = code;
});
