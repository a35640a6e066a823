import { table } from "./manifest";

/** What `npm run bench` keeps in `test/bench/results.json`. */
export interface Results {
  readonly machine: {
    readonly processor: string;
    readonly cores: number;
    readonly gibibytes: number;
    readonly system: string;
    readonly date: string;
  };
  readonly measurements: readonly Measured[];
}

interface Measured {
  readonly bench: string;
  readonly what: string;
  readonly of?: string;
  readonly by: string;
  readonly milliseconds?: number;
  readonly mebibytes?: number;
  readonly figure?: number;
  readonly unit?: string;
}

/** Ours in milliseconds at each file size, and as a ratio to the others of the same round; then memory and growth. */
export function performanceText({ machine, measurements }: Results): string {
  const { processor, cores, gibibytes, system, date } = machine;
  const parts = [
    `Measured on ${date} with \`npm run bench\` (${processor}, ${cores} cores, ${gibibytes} GiB, ${system}). Medians of rounds in which
each side has its turn; a ratio under 1 means that ours is the faster one.`,
    sizeTable(measurements.filter(({ bench }) => bench === "sizes")),
  ];
  const growth = measurements.filter(({ bench, figure }) => bench === "growth" && figure !== undefined);
  if (growth.length > 0) {
    parts.push(
      "How the cost grows with the rows, as the exponent *k* of *c · nᵏ*: 0 is flat, 1 is linear.",
      table(
        ["what", "k"],
        growth.map(({ what, figure }) => [what, (figure ?? 0).toFixed(2)]),
      ),
    );
  }
  const other = measurements.filter(({ bench }) => bench !== "sizes" && bench !== "growth");
  if (other.length > 0)
    parts.push(
      table(
        ["bench", "what", "by", "figure"],
        other.map((one) => [one.bench, [one.what, one.of].filter(Boolean).join(", "), one.by, amount(one)]),
      ),
    );
  return parts.join("\n\n");
}

const others = ["driver", "sqlite3", "Django"] as const;

function sizeTable(measurements: readonly Measured[]): string {
  const sizes = [...new Set(measurements.map(({ of }) => of ?? ""))];
  const found = (what: string, of: string, by: string): Measured | undefined =>
    measurements.find((one) => one.what === what && one.of === of && one.by === by);
  const rows = [...new Set(measurements.map(({ what }) => what))].map((what) => [
    what,
    ...sizes.map((of) => {
      const own = found(what, of, "engine");
      if (own === undefined) return writing(what, of, found);
      const ratios = others.flatMap((by) => {
        const { milliseconds } = found(what, of, by) ?? {};
        return milliseconds && own.milliseconds ? [`${(own.milliseconds / milliseconds).toFixed(2)} × ${by}`] : [];
      });
      return [amount(own), ...ratios].join("<br>");
    }),
  ]);
  return table(["", ...sizes], rows);
}

/** A write: what a person waits for, beside Django's own write without a preview. */
function writing(
  what: string,
  of: string,
  found: (what: string, of: string, by: string) => Measured | undefined,
): string {
  const parts = ["preview", "apply", "undo"].map((by) => found(what, of, by)?.milliseconds);
  const [preview = 0, apply = 0, undo] = parts;
  if (parts.every((part) => part === undefined)) return "";
  const django = found(what, of, "Django")?.milliseconds;
  const ratio = django === undefined ? [] : [`preview and apply ${((preview + apply) / django).toFixed(2)} × Django`];
  return [`preview ${ms(preview)}, apply ${ms(apply)}${undo === undefined ? "" : `, undo ${ms(undo)}`}`, ...ratio].join(
    "<br>",
  );
}

function amount({ milliseconds, mebibytes, figure, unit }: Measured): string {
  if (milliseconds !== undefined) return ms(milliseconds);
  if (mebibytes !== undefined) return `${mebibytes.toFixed(0)} MiB`;
  return `${figure === undefined ? "" : Number(figure.toPrecision(3)).toLocaleString("en")} ${unit ?? ""}`.trim();
}

function ms(value: number): string {
  if (value >= 10_000) return `${(value / 1000).toFixed(1)} s`;
  return value < 10 ? `${value.toFixed(1)} ms` : `${Math.round(value).toLocaleString("en")} ms`;
}
