import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { keepSmall } from "./memory";
import { nodeFiles } from "./nodeFiles";
import { serve } from "./serve";

/** Started without a way to talk, by a person for instance, it says how. */
const ways = ["--stdio", "--node-ipc", "--socket", "--pipe"];
if (!process.argv.slice(2).some((argument) => ways.some((way) => argument.startsWith(way)))) {
  process.stdout.write(
    "The language server of Queryset Explorer. Editors start it: queryset-language-server --stdio\n" +
      "Initialization options: models (a file made by 'queryset models --json --full'), docs (address of diagnostics.md).\n",
  );
} else {
  keepSmall();
  const page = join(__dirname, "..", "docs", "diagnostics.md");
  serve(createConnection(ProposedFeatures.all), nodeFiles, existsSync(page) ? pathToFileURL(page).href : undefined);
}
