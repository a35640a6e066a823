import type { Results } from "../../test/bench/record";
import { commandTable, type Manifest, settingTable, type Texts } from "./manifest";
import { performanceText } from "./performance";
import { djangoTable, pythonTable } from "./supported";

export { growthPlot } from "./plot";

/** The generated parts of the documentation, by the name that their place is marked with. */
export function sections(manifest: Manifest, texts: Texts, results: Results | null): ReadonlyMap<string, string> {
  return new Map([
    ["commands", commandTable(manifest, texts)],
    ["settings", settingTable(manifest, texts)],
    ["django", djangoTable()],
    ["python", pythonTable()],
    ["performance", results === null ? "Not measured yet: `npm run bench`." : performanceText(results)],
  ]);
}

const place = /(<!-- generated: (\w+) -->\n)[\s\S]*?(<!-- end -->)/g;

/** A document with each marked place filled anew. Throws where one asks for a part that does not exist. */
export function filled(text: string, parts: ReadonlyMap<string, string>): string {
  return text.replaceAll(place, (_whole, start: string, name: string, end: string) => {
    const part = parts.get(name);
    if (part === undefined) throw new Error(`Nothing is generated under the name ${name}.`);
    return `${start}\n${part}\n\n${end}`;
  });
}

/** The documents that have generated parts, from the project's folder. */
export const documents = ["README.md", "docs/supported.md"];
