import { spawnSync } from "node:child_process";

const PROGRAM = `
import io, contextlib, json, sys, warnings
warnings.simplefilter("ignore")
asked = json.load(sys.stdin)
answers = []
for source in asked["sources"]:
    names = {}
    exec(asked["preamble"], names)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            answers.append(repr(eval(compile(source, "x", "eval"), names)))
    except SyntaxError as error:
        answers.append("SyntaxError: " + str(error.msg))
    except BaseException as error:
        answers.append(type(error).__name__ + (": " + str(error) if str(error) else ""))
print(json.dumps({"version": sys.version_info[:2], "answers": answers}))
`;

const SCRIPTS = `
import io, contextlib, json, sys, warnings, ast
warnings.simplefilter("ignore")
answers = []
for source in json.load(sys.stdin):
    names, printed, answer = {"__name__": "__main__"}, io.StringIO(), "None"
    with contextlib.redirect_stdout(printed):
        try:
            for node in ast.parse(source).body:
                if isinstance(node, ast.Expr):
                    answer = repr(eval(compile(ast.Expression(node.value), "x", "eval"), names))
                else:
                    exec(compile(ast.Module([node], []), "x", "exec"), names)
        except SyntaxError as error:
            answer = type(error).__name__ + ": " + str(error.msg)
        except BaseException as error:
            answer = type(error).__name__ + (": " + str(error) if str(error) else "")
    answers.append([answer, printed.getvalue()])
print(json.dumps({"version": sys.version_info[:2], "answers": answers}))
`;

export interface RealAnswers {
  readonly version: readonly [number, number];
  readonly answers: readonly string[];
}

/** What a real Python answers to expressions, asked in one go; null where this machine has none. */
export function askPython(sources: readonly string[], preamble: string): RealAnswers | null {
  const asked = spawnSync("python3", ["-c", PROGRAM], {
    input: JSON.stringify({ sources, preamble }),
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  return asked.status === 0 ? (JSON.parse(asked.stdout) as RealAnswers) : null;
}

/** What real Python's last expression in each script answers, and what the script prints; null where there is none. */
export function askScripts(
  scripts: readonly string[],
): { readonly version: readonly [number, number]; readonly answers: readonly (readonly [string, string])[] } | null {
  const asked = spawnSync("python3", ["-c", SCRIPTS], {
    input: JSON.stringify(scripts),
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  return asked.status === 0 ? JSON.parse(asked.stdout) : null;
}
