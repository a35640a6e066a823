// Counts tests, from Vitest's JSON reports.
import { spawnSync } from "node:child_process";
import { environment, root } from "../run.mjs";

/** What one run came to. A file that could not be loaded and a run that ended badly each count as a failure. */
export function tally(report, exitCode) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  if (report !== undefined) {
    for (const file of JSON.parse(report).testResults) {
      for (const { status } of file.assertionResults) {
        if (status === "passed") counts.passed++;
        else if (status === "failed") counts.failed++;
        else counts.skipped++;
      }
      const explained = file.assertionResults.some(({ status }) => status === "failed");
      if (file.status === "failed" && !explained) counts.failed++;
    }
  }
  if (exitCode !== 0 && counts.failed === 0) counts.failed = 1;
  return counts;
}

/** How many tests a runner would run; at least one, so that a runner left out never looks like nothing. */
export function countTests(name) {
  const listed = spawnSync("vitest", ["list", "--project", name, "--json"], {
    cwd: root,
    env: environment(),
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  try {
    return Math.max(1, JSON.parse(listed.stdout).length);
  } catch {
    return 1;
  }
}
