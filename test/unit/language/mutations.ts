import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A sequence of numbers from 0 to below 1 that a seed decides (mulberry32). */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Pieces that scripts are made of, and that break them. */
export const pieces = [
  ...'Album|.objects|.|.filter(|title|__|=|"|\'|"""|(|)|[|]|{|}|,| |\n|\n    |#|for |a| in |def f(|):|lambda|Q(|F(|1|1.|0x'.split(
    "|",
  ),
  ..."\\|f'{|é|🎵|\u0000|\r\n|\t|*|**|@|:=|if|else|~|-|:|with |try:|except|class A:|return |import |from ".split("|"),
];

/** Scripts as people write them: those of the demo, and the statements that Django's answers were taken of. */
export function corpus(): string[] {
  const demo = join("media", "demo");
  const scripts = readdirSync(demo)
    .filter((name) => name.endsWith(".queryset"))
    .map((name) => readFileSync(join(demo, name), "utf8"));
  const cases = ["read", "write"].flatMap((kind) => {
    const folder = join("test", "django", "cases", kind);
    return readdirSync(folder).flatMap(
      (name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as readonly { readonly statements: string[] }[],
    );
  });
  return [...scripts, ...cases.map(({ statements }) => statements.join("\n"))];
}

/** A script with some of it cut out, doubled, turned round or replaced. */
export function mutated(texts: readonly string[], next: () => number): string {
  const any = <T>(list: readonly T[]): T | undefined => list[Math.floor(next() * list.length)];
  let text = any(texts) ?? "";
  if (text.length > 800) {
    const from = Math.floor(next() * (text.length - 800));
    text = text.slice(from, from + 800);
  }
  for (let n = 1 + Math.floor(next() * 4); n > 0; n--) {
    const at = Math.floor(next() * (text.length + 1));
    const to = Math.min(text.length, at + Math.floor(next() * 12));
    switch (Math.floor(next() * 6)) {
      case 0:
        text = text.slice(0, at);
        break;
      case 1:
        text = text.slice(0, at) + text.slice(to);
        break;
      case 2:
        text = text.slice(0, at) + (any(pieces) ?? "") + text.slice(at);
        break;
      case 3:
        text = text.slice(0, to) + text.slice(at, to) + text.slice(to);
        break;
      case 4:
        text = text.slice(0, at) + [...text.slice(at, to)].reverse().join("") + text.slice(to);
        break;
      default:
        text = text.slice(0, at) + (any(texts) ?? "").slice(0, 80) + text.slice(to);
    }
  }
  return text;
}
