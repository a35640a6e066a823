import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

/** Every message that the host and the page show, from their own text. */
function messages(): string[] {
  const call = /\b(?:l10n\.)?t\(\s*("(?:[^"\\]|\\.)*")/g;
  const texts = ["src/host", "webview"].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => readFileSync(join(folder, file), "utf8")),
  );
  const found = texts.flatMap((text) =>
    [...text.matchAll(call)].map(([, quoted = '""']) => JSON.parse(quoted) as string),
  );
  return [...new Set(found)].sort();
}

it("has every message in the bundle that translators start from (run with -u to write it)", async () => {
  const bundle = Object.fromEntries(messages().map((message) => [message, message]));
  await expect(`${JSON.stringify(bundle, null, 2)}\n`).toMatchFileSnapshot("../../../l10n/bundle.l10n.json");
});
