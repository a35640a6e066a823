/** What the part of YAML that compose files are written in comes to. */
export type Yaml = string | null | readonly Yaml[] | { readonly [key: string]: Yaml };

interface Line {
  readonly indent: number;
  readonly text: string;
}

/**
 * Reads the plain part of YAML: mappings and lists by indentation, `[a, b]` and `{a: b}` on one line, quoted and bare
 * texts, `&name` and `*name`, `<<`. Numbers and booleans stay texts. What it does not know, it passes over; it throws for no text.
 */
export function readYaml(source: string): Yaml {
  const lines: Line[] = [];
  for (const raw of source.split(/\r?\n/)) {
    const text = withoutComment(raw).trimEnd();
    if (text.trim() === "" || /^(---|\.\.\.|%)/.test(text)) continue;
    lines.push({ indent: text.length - text.trimStart().length, text: text.trimStart() });
  }
  return new Reader(lines).block(0);
}

function withoutComment(line: string): string {
  let quote = "";
  for (let i = 0; i < line.length; i++) {
    const character = line[i] ?? "";
    if (quote !== "") {
      if (character === "\\" && quote === '"') i++;
      else if (character === quote) quote = "";
    } else if ((character === '"' || character === "'") && /^$|[\s:[{,-]$/.test(line.slice(0, i))) quote = character;
    else if (character === "#" && (i === 0 || /\s/.test(line[i - 1] ?? ""))) return line.slice(0, i);
  }
  return line;
}

const ENTRY = /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#"'[\]{},&*!|>%@`-][^#]*?|-[^\s#:][^#:]*?)\s*:(?:\s+(.*))?$/;

class Reader {
  readonly #lines: readonly Line[];
  readonly #anchors = new Map<string, Yaml>();
  #at = 0;

  constructor(lines: readonly Line[]) {
    this.#lines = lines;
  }

  /** The mapping, list or text whose lines are indented at least so far. */
  block(least: number): Yaml {
    const first = this.#lines[this.#at];
    if (first === undefined || first.indent < least) return null;
    if (first.text === "-" || first.text.startsWith("- ")) return this.#list(first.indent);
    if (ENTRY.test(first.text)) return this.#mapping(first.indent);
    this.#at++;
    return this.#scalar(first.text);
  }

  #list(indent: number): readonly Yaml[] {
    const items: Yaml[] = [];
    for (
      let line = this.#lines[this.#at];
      line?.indent === indent && /^-(\s|$)/.test(line.text);
      line = this.#lines[this.#at]
    ) {
      const rest = line.text.slice(1).trimStart();
      const inner = indent + line.text.length - rest.length;
      if (rest === "") {
        this.#at++;
        items.push(this.block(indent + 1));
      } else if (ENTRY.test(rest)) {
        // `- a: b` begins a mapping whose other entries stand below its first.
        items.push(this.#mapping(inner, rest));
      } else {
        this.#at++;
        items.push(this.#scalar(rest));
      }
    }
    return items;
  }

  #mapping(indent: number, start?: string): { readonly [key: string]: Yaml } {
    const entries: Record<string, Yaml> = {};
    let text = start;
    for (;;) {
      const line = this.#lines[this.#at];
      if (text === undefined) {
        if (line === undefined || line.indent !== indent) break;
        text = line.text;
      }
      const match = ENTRY.exec(text);
      if (match === null) break;
      this.#at++;
      text = undefined;
      const key = this.#text(match[1] ?? "");
      const value = this.#value((match[2] ?? "").trim(), indent);
      if (key === "<<" && value !== null && typeof value === "object") {
        for (const each of Array.isArray(value) ? (value as readonly Yaml[]) : [value])
          if (isMapping(each)) for (const [name, item] of Object.entries(each)) entries[name] ??= item;
      } else if (key !== "__proto__") entries[key] = value;
    }
    // Lines further in that none of the entries took are none that this reader knows.
    for (let line = this.#lines[this.#at]; line !== undefined && line.indent > indent; line = this.#lines[this.#at])
      this.#at++;
    return entries;
  }

  #value(given: string, indent: number): Yaml {
    const [, anchor, rest = ""] = /^(?:&(\S+)\s*)?(.*)$/s.exec(given) ?? [];
    let value: Yaml;
    if (rest === "" || /^!\S+$/.test(rest)) {
      const next = this.#lines[this.#at];
      // A list may stand as far out as its key.
      value = this.block(next !== undefined && /^-(\s|$)/.test(next.text) ? indent : indent + 1);
    } else if (/^[|>][+-]?\d*$/.test(rest)) value = this.#folded(indent, rest.startsWith("|") ? "\n" : " ");
    else value = this.#scalar(rest);
    if (anchor !== undefined) this.#anchors.set(anchor, value);
    return value;
  }

  #folded(indent: number, between: string): string {
    const parts: string[] = [];
    for (let line = this.#lines[this.#at]; line !== undefined && line.indent > indent; line = this.#lines[this.#at]) {
      parts.push(line.text);
      this.#at++;
    }
    return parts.join(between);
  }

  #scalar(text: string): Yaml {
    if (text.startsWith("*")) return this.#anchors.get(text.slice(1)) ?? null;
    if (text.startsWith("[") && text.endsWith("]")) return parts(text.slice(1, -1)).map((part) => this.#scalar(part));
    if (text.startsWith("{") && text.endsWith("}")) {
      const entries = parts(text.slice(1, -1)).flatMap((part): [string, Yaml][] => {
        const [, key = "", value = ""] = /^("[^"]*"|'[^']*'|[^:]+?)\s*:\s*(.*)$/s.exec(part) ?? [];
        return key === "" ? [] : [[this.#text(key), this.#scalar(value)]];
      });
      return Object.fromEntries(entries);
    }
    return text === "" || text === "~" || text === "null" ? null : this.#text(text);
  }

  #text(text: string): string {
    if (text.startsWith('"') && text.endsWith('"') && text.length > 1)
      return text.slice(1, -1).replace(/\\(.)/g, (_, character: string) => (character === "n" ? "\n" : character));
    if (text.startsWith("'") && text.endsWith("'") && text.length > 1) return text.slice(1, -1).replaceAll("''", "'");
    return text;
  }
}

/** The parts of `a, [b, c], "d, e"`. */
function parts(text: string): string[] {
  const found = text.match(/(?:"(?:[^"\\]|\\.)*"|'[^']*'|\[[^\]]*\]|\{[^}]*\}|[^,])+/g) ?? [];
  return found.map((part) => part.trim()).filter((part) => part !== "");
}

/** A mapping of YAML, and no list or text. */
export function isMapping(value: Yaml | undefined): value is { readonly [key: string]: Yaml } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
