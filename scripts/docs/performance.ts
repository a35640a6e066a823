import { type Measurement, OTHERS, type Results } from "../../test/bench/record";
import { table } from "./manifest";

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
      "How the cost grows with the rows, as the exponent *k* of *c · nᵏ*: 0 is flat, 1 is linear ([as a plot](media/performance.svg)).",
      table(
        ["what", "k"],
        growth.map(({ what, figure }) => [what, (figure ?? 0).toFixed(2)]),
      ),
    );
  }
  const other = measurements.filter(({ bench }) => bench !== "sizes" && bench !== "growth");
  for (const bench of [...new Set(other.map((one) => one.bench))])
    parts.push(`**${bench}**`, besideTable(other.filter((one) => one.bench === bench)));
  return parts.join("\n\n");
}

/** Each piece of work a row: what ours took, and as a ratio to the others of the same rounds. */
function besideTable(measurements: readonly Measurement[]): string {
  const title = ({ what, of }: Measurement): string => [what, of].filter(Boolean).join(", ");
  const rows = [...new Set(measurements.map(title))].map((name) => {
    const all = measurements.filter((one) => title(one) === name);
    const own = all.find(({ by }) => !isOther(by));
    const others = all.filter(({ by }) => isOther(by));
    const ratios = others.map(
      ({ by, milliseconds }) => `${quotient(own?.milliseconds, milliseconds)} × ${by}'s ${ms(milliseconds ?? 0)}`,
    );
    return [name, own ? amount(own) : "", ratios.join("<br>"), own?.target ?? ""];
  });
  return table(["", "ours", "beside", "wanted"], rows);
}

function isOther(by: string): boolean {
  return (OTHERS as readonly string[]).includes(by);
}

function quotient(own: number | undefined, other: number | undefined): string {
  if (!own || !other) return "–";
  const ratio = own / other;
  return ratio.toFixed(ratio < 0.1 ? 3 : 2);
}

function sizeTable(measurements: readonly Measurement[]): string {
  const sizes = [...new Set(measurements.map(({ of }) => of ?? ""))];
  const found = (what: string, of: string, by: string): Measurement | undefined =>
    measurements.find((one) => one.what === what && one.of === of && one.by === by);
  const rows = [...new Set(measurements.map(({ what }) => what))].map((what) => [
    what,
    ...sizes.map((of) => {
      const own = found(what, of, "engine");
      if (own === undefined) return writing(what, of, found);
      const ratios = OTHERS.flatMap((by) => {
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
  found: (what: string, of: string, by: string) => Measurement | undefined,
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

function amount({ milliseconds, mebibytes, figure, unit }: Measurement): string {
  if (milliseconds !== undefined) return ms(milliseconds);
  if (mebibytes !== undefined) return `${mebibytes.toFixed(0)} MiB`;
  return `${figure === undefined ? "" : Number(figure.toPrecision(3)).toLocaleString("en")} ${unit ?? ""}`.trim();
}

function ms(value: number): string {
  if (value >= 10_000) return `${(value / 1000).toFixed(1)} s`;
  return value < 10 ? `${value.toFixed(1)} ms` : `${Math.round(value).toLocaleString("en")} ms`;
}
