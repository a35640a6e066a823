import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const megabyte = 1024 * 1024;
/** Grown by so much since it was tidied up last, the process is tidied up again. */
const growth = 10 * megabyte;
const look = 200;

/**
 * Keeps the process small. What a keystroke leaves behind is soon of no use, but a heap that was never full is not tidied
 * up: the process would come to several times of what it needs.
 */
export function keepSmall(): void {
  // The space for new values stays as small as it begins.
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  let after = process.memoryUsage().heapUsed;
  const timer = setInterval(() => {
    if (process.memoryUsage().heapUsed < after + growth) return;
    collect();
    after = process.memoryUsage().heapUsed;
  }, look);
  timer.unref();
}
