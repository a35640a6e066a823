import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../database/temporary";
import { music } from "../language/music";

const hasNeovim = spawnSync("nvim", ["--version"]).status === 0;

/** What is done in the editor, and told on its output. */
const session = `
vim.cmd("edit try.queryset")
vim.wait(15000, function() return #vim.diagnostic.get(0) > 0 end, 50)
for _, found in ipairs(vim.diagnostic.get(0)) do
  io.write("diagnostic " .. found.lnum .. ":" .. found.col .. " " .. found.code .. "\\n")
end
local function ask(method, line, character)
  local document = vim.lsp.util.make_text_document_params()
  local place = { textDocument = document, position = { line = line, character = character } }
  for _, answer in pairs(vim.lsp.buf_request_sync(0, method, place, 15000) or {}) do return answer.result end
end
for _, item in ipairs(ask("textDocument/completion", 2, 8).items) do io.write("completion " .. item.label .. "\\n") end
io.write("hover " .. ask("textDocument/hover", 1, 8).contents.value:gsub("\\n", " ") .. "\\n")
vim.cmd("qa!")
`;

/** Neovim with what our documentation says to write for it, in a folder of its own. */
describe.skipIf(!hasNeovim)("the language server in Neovim", () => {
  it("finds faults, completes and tells about a place", { timeout: 60_000 }, async () => {
    const folder = temporaryFolder();
    await build({
      entryPoints: ["src/server/main.ts"],
      outfile: join(folder, "server.js"),
      bundle: true,
      platform: "node",
      format: "cjs",
      logLevel: "error",
    });
    const [, snippet = ""] =
      /0\.7 to 0\.10:\s+```lua\n([\s\S]*?)```/.exec(readFileSync("docs/editors.md", "utf8")) ?? [];
    const bin = join(folder, "bin");
    mkdirSync(bin);
    const command = join(bin, "queryset-language-server");
    writeFileSync(command, `#!/bin/sh\nexec "${process.execPath}" "${join(folder, "server.js")}" "$@"\n`);
    chmodSync(command, 0o755);
    writeFileSync(join(folder, "init.lua"), snippet);
    writeFileSync(join(folder, "session.lua"), session);
    writeFileSync(join(folder, ".queryset-models.json"), JSON.stringify({ models: music }));
    writeFileSync(
      join(folder, "try.queryset"),
      'Album.objects.filter(titel="x")\nrock = Album.objects.filter(genre="Rock")\nrock.fil\n',
    );
    const output = execFileSync("nvim", ["--headless", "-u", "init.lua", "-c", "luafile session.lua"], {
      cwd: folder,
      encoding: "utf8",
      timeout: 45_000,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, PATH: `${bin}:${process.env.PATH}`, HOME: folder, XDG_STATE_HOME: folder },
    });
    const lines = output.split(/\r?\n/);
    expect(lines).toContain("diagnostic 0:21 unknown-field");
    expect(lines).toContain("completion filter");
    expect(lines.find((line) => line.startsWith("hover"))).toContain("music.Album");
  });
});
