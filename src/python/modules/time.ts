import type { PyDateTime } from "../datetime";
import { UnsupportedError } from "../exceptions";
import { builtin } from "../makeBuiltin";
import { PyModule, type Value } from "../objects";

/** Python's `time`: the run's own clock, which stands still. `now` is the moment the script was first run. */
export function timeModule(now: () => PyDateTime): PyModule {
  const nanoseconds = (): bigint => now().instant.epochNanoseconds;
  const seconds = (): number => Number(nanoseconds() / 1000n) / 1e6;
  const clock = (name: string): [string, Value] => [name, builtin(name, [], seconds)];
  return new PyModule(
    "time",
    new Map<string, Value>([
      ...["time", "perf_counter", "monotonic", "process_time"].map(clock),
      ["time_ns", builtin("time_ns", [], nanoseconds)],
      [
        "sleep",
        builtin("sleep", ["seconds"], () => {
          throw new UnsupportedError(
            "time.sleep() is not run here: a script would hold its transaction open. Leave it out",
          );
        }),
      ],
    ]),
  );
}
