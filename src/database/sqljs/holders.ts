import { readdirSync, readFileSync, statSync } from "node:fs";

/**
 * Programs that have a file open, by name: what they write after it was replaced would go to the old one, which nobody
 * sees. Linux only tells of the same person's processes, other systems of none.
 */
export function holdersOf(path: string): readonly string[] {
  if (process.platform !== "linux") return [];
  const { dev, ino } = statSync(path);
  const isIt = (entry: string): boolean => {
    try {
      const found = statSync(entry);
      return found.ino === ino && found.dev === dev;
    } catch {
      return false;
    }
  };
  return entries("/proc").flatMap((pid) => {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return [];
    const isHolder = entries(`/proc/${pid}/fd`).some((fd) => isIt(`/proc/${pid}/fd/${fd}`));
    return isHolder ? [`${nameOf(pid)} (process ${pid})`] : [];
  });
}

function entries(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function nameOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8").trim();
  } catch {
    return "a program";
  }
}
