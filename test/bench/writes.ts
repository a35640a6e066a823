import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { findPython, pythonEnvironment } from "../django/random/django";
import { recordSides } from "./record";
import { fill, SCENARIOS, type Scenario } from "./writes/scenarios";
import { byHand, Django, modelsOf, ours, oursPreviewed } from "./writes/sides";

/** Names one scenario to measure here, in this process; without it each gets a process of its own, for its memory's sake. */
const ONE = "QUERYSET_BENCH_SCENARIO";
const ROUNDS = Number(process.env.QUERYSET_BENCH_ROUNDS ?? 3);

/** Writes of 100,000 rows beside a prepared loop and Django: medians of rounds in which each side has its turn. */
export async function benchWrites(): Promise<void> {
  const one = process.env[ONE];
  const only = process.env.QUERYSET_BENCH_ONLY;
  if (one !== undefined) {
    const scenario = SCENARIOS.find(({ name }) => name === one);
    if (scenario) await measure(scenario);
    return;
  }
  console.log(`writes: medians of ${ROUNDS} rounds; "ours" is the statement and its commit,
  "with preview" the whole script rehearsed, with all effects gathered, and then applied`);
  for (const { name } of SCENARIOS) {
    if (only !== undefined && !name.includes(only)) continue;
    spawnSync(process.execPath, [...process.execArgv, process.argv[1] ?? ""], {
      stdio: "inherit",
      env: { ...process.env, [ONE]: name },
    });
  }
}

async function measure(scenario: Scenario): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "queryset-bench-"));
  const python = process.env.QUERYSET_BENCH_DJANGO === "no" ? null : findPython();
  const django = python === null ? null : new Django(python, folder, pythonEnvironment(), modelsOf(scenario));
  try {
    const template = join(folder, "template.sqlite3");
    const made = new DatabaseSync(template);
    fill(made, scenario.albums, scenario.songs, scenario.reviews);
    made.close();
    const fresh = (): string => {
      const file = join(folder, "database.sqlite3");
      copyFileSync(template, file);
      return file;
    };
    const times = { ours: [0], raw: [0], django: [0], whole: [0], preview: [0], apply: [0], before: [0] };
    for (const list of Object.values(times)) list.length = 0;
    // The first round warms each side up and does not count.
    for (let round = -1; round < ROUNDS; round++) {
      if (round === 0) for (const list of Object.values(times)) list.length = 0;
      if (scenario.raw) times.raw.push(byHand(scenario.raw, fresh()));
      times.ours.push((await ours(scenario, fresh())).statement);
      if (scenario.writes !== false) {
        const { preview, apply, before } = await oursPreviewed(scenario, fresh());
        times.preview.push(preview);
        times.apply.push(apply);
        times.before.push(before);
      }
      if (!django || round < 0) continue;
      const { statement, whole } = await django.time(scenario, fresh());
      times.django.push(statement);
      times.whole.push(whole);
    }
    report(scenario, times, django?.rss ?? 0);
  } finally {
    django?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

type Times = Readonly<Record<"ours" | "raw" | "django" | "whole" | "preview" | "apply" | "before", readonly number[]>>;

function report({ name, target }: Scenario, times: Times, rss: number): void {
  const [own, hand, theirs, whole] = [times.ours, times.raw, times.django, times.whole].map(median);
  const previewed = median(times.preview) + median(times.apply);
  const ratio = (a = 0, b = 0): string => (a > 0 && b > 0 ? (a / b).toFixed(2) : "–");
  const wanted = (what: number | undefined, sign: string): string => (what === undefined ? "" : ` (${sign} ${what})`);
  const targets = [
    target?.raw === undefined ? "" : `≤ ${target.raw} × by hand`,
    target?.django === undefined ? "" : `≤ ${(1 / target.django).toFixed(2)} × Django`,
  ].filter(Boolean);
  recordSides(
    { bench: "writes", what: name, ...(targets.length > 0 && { target: targets.join(", ") }) },
    { engine: own ?? 0, "by hand": hand ?? 0, Django: theirs ?? 0 },
  );
  recordSides(
    { bench: "writes", what: `${name}, with its preview before it`, target: "≤ 1 × Django" },
    { engine: previewed, Django: previewed > 0 ? (whole ?? 0) : 0 },
  );
  console.log(`${name}
  ours ${ms(own)}   by hand ${ms(hand)}   Django ${ms(theirs)}, its whole script ${ms(whole)}
  ours ÷ by hand  ${ratio(own, hand)}${wanted(target?.raw, "≤")}   Django ÷ ours  ${ratio(theirs, own)}${wanted(target?.django, "≥")}
  with preview    ${ms(previewed)} (${ms(median(times.preview))} + ${ms(median(times.apply))})   Django's whole script ÷ that  ${ratio(whole, previewed)}${wanted(previewed > 0 ? 1 : undefined, "≥")}
    the write alone ${ms(previewed - median(times.before))}   Django's statement ÷ that  ${ratio(theirs, previewed - median(times.before))}
  peak memory     ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB, Django's ${rss.toFixed(0)} MiB`);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function ms(value = 0): string {
  return value === 0 ? "–" : `${value.toFixed(value < 100 ? 1 : 0)} ms`;
}
