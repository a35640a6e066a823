import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Workbench } from "./workbench";

/** VS Code's own themes, and the class that the window has in each. */
export const themes = {
  dark: { name: "Dark Modern", window: "vs-dark" },
  light: { name: "Light Modern", window: "vs" },
  "high contrast": { name: "Default High Contrast", window: "hc-black" },
} as const;

/** Shows a window in another theme, by the settings of its own folder: other windows stay as they are. */
export async function useTheme({ folder, page }: Workbench, theme: keyof typeof themes): Promise<void> {
  const { name, window } = themes[theme];
  await mkdir(join(folder, ".vscode"), { recursive: true });
  await writeFile(join(folder, ".vscode", "settings.json"), JSON.stringify({ "workbench.colorTheme": name }));
  await page.locator(`.monaco-workbench.${window}`).waitFor({ timeout: 30_000 });
}
