/** What a file's text shows at a glance, so that most files need not be parsed at all. */
export interface Outline {
  /** Its import statements in order, names still as written. */
  readonly imports: readonly ImportLine[];
  /** Its classes with every name that stands among their bases. */
  readonly classes: readonly { readonly name: string; readonly bases: readonly string[] }[];
  /** It may connect receivers or change a model from outside its class. */
  readonly acts: boolean;
}

/** `from ..module import a, b` (level 2), or `import module` (no names). */
export interface ImportLine {
  readonly module: string;
  readonly level: number;
  readonly names: readonly string[];
}

const IMPORT =
  /^[ \t]*(?:from[ \t]+(\.*)[ \t]*([\w.]*)[ \t]+import[ \t]*(\([^)]*\)|[^\n#;]*)|import[ \t]+([^\n#;]+))/gm;
const CLASS = /^[ \t]*class[ \t]+(\w+)[ \t]*\(([^:]*)/gm;
const SIGNAL = /\b(?:(?:pre|post)_(?:save|delete|init)|m2m_changed)\b/;
const CHANGE = /\badd_to_class\b|\bcontribute_to_class\b|_meta\.get_field\([^)]*\)\.\w+\s*=[^=]/;

/** Reads a file's outline. Text inside strings may look like code: a name too many does no harm. */
export function outlineOf(text: string): Outline {
  const imports = [...text.matchAll(IMPORT)].flatMap(([, dots = "", module = "", names = "", plain]): ImportLine[] => {
    if (plain !== undefined) return words(plain).map((name) => ({ module: name, level: 0, names: [] }));
    return [{ module, level: dots.length, names: words(names.replaceAll(/[()\\]|#[^\n]*/g, " ")) }];
  });
  const classes = [...text.matchAll(CLASS)].map(([, name = "", bases = ""]) => ({
    name,
    bases: bases.match(/\w+/g) ?? [],
  }));
  return { imports, classes, acts: SIGNAL.test(text) || CHANGE.test(text) };
}

/** `a as b, c` as `a` and `c`. */
function words(list: string): string[] {
  return list.split(",").flatMap((item) => item.trim().split(/\s+/)[0] || []);
}
