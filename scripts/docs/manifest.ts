/** What the generated tables need of `package.json`. */
export interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly keybindings: readonly {
      readonly command: string;
      readonly key: string;
      readonly mac?: string;
      readonly when?: string;
    }[];
    readonly menus: { readonly commandPalette?: readonly { readonly command: string; readonly when?: string }[] };
    readonly configuration: Configuration | readonly Configuration[];
  };
}

interface Configuration {
  readonly properties: { readonly [name: string]: Setting };
}

interface Setting {
  readonly type?: string | readonly string[];
  readonly default?: unknown;
  readonly description?: string;
  readonly markdownDescription?: string;
  readonly enum?: readonly unknown[];
}

/** The manifest's texts by their key (`package.nls.json`). */
export type Texts = Readonly<Record<string, string>>;

/** Every command that the palette offers, with the keys that run it. */
export function commandTable({ contributes }: Manifest, texts: Texts): string {
  const hidden = new Set(
    contributes.menus.commandPalette?.filter(({ when }) => when === "false").map(({ command }) => command),
  );
  const rows = contributes.commands
    .filter(({ command }) => !hidden.has(command))
    .map(({ command, title }) => {
      const keys = contributes.keybindings.filter((binding) => binding.command === command);
      return [written(title, texts), keys.map(({ key, mac }) => keyText(key, mac)).join(", ")];
    });
  return table(["command", "keys"], rows);
}

/** Every setting with its default and what it does. */
export function settingTable({ contributes }: Manifest, texts: Texts): string {
  const { configuration } = contributes;
  const groups: readonly Configuration[] = Array.isArray(configuration) ? configuration : [configuration];
  const rows = groups.flatMap(({ properties }) =>
    Object.entries(properties).map(([name, setting]) => {
      const text = written(setting.markdownDescription ?? setting.description ?? "", texts);
      const values = setting.enum === undefined ? "" : ` One of ${setting.enum.map(code).join(", ")}.`;
      return [`\`${name}\``, code(setting.default), text + values];
    }),
  );
  return table(["setting", "default", "what it does"], rows);
}

/** A Markdown table; a cell's own bars and line ends are kept from breaking it. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll(/\s*\n\s*/g, " ")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function written(text: string, texts: Texts): string {
  const key = /^%(.+)%$/.exec(text)?.[1];
  return key === undefined ? text : (texts[key] ?? text);
}

function keyText(key: string, mac: string | undefined): string {
  const own = `\`${key}\``;
  return mac === undefined || mac === key ? own : `${own} (Mac: \`${mac}\`)`;
}

function code(value: unknown): string {
  return value === undefined ? "" : `\`${JSON.stringify(value)}\``;
}
