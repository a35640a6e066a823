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
