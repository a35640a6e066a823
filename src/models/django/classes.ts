import type { Expression } from "../../python/tree";
import { ClassValue, plain } from "./constant";
import type { Evaluator } from "./evaluate";
import { outerScope, type Resolved, type Resolver } from "./resolver";
import type { PyClass, PyModule } from "./scope";

const MODEL = /^django\.(contrib\.gis\.)?db\.models(\.base)?\.Model$/;
const NOT_MODELS =
  /(Form|Serializer|Admin|Mixin|View|ViewSet|TestCase|Factory|Manager|QuerySet|Field|Command|Config|Enum|Choices|Exception)$/;

const DEEPEST = 200;

/** The class hierarchy of the workspace: bases, method resolution order, and which classes are models. */
export class Classes {
  readonly #resolver: Resolver;
  readonly #evaluator: Evaluator;
  readonly #mro = new Map<PyClass, readonly PyClass[]>();
  readonly #bases = new Map<PyClass, readonly (Resolved | null)[]>();
  readonly #isModel = new Map<PyClass, boolean>();

  constructor(resolver: Resolver, evaluator: Evaluator) {
    this.#resolver = resolver;
    this.#evaluator = evaluator;
  }

  /** What a class's bases name, in order; null for a base nothing explains. */
  bases(cls: PyClass): readonly (Resolved | null)[] {
    const known = this.#bases.get(cls);
    if (known !== undefined) return known;
    const bases = cls.bases.map((base) => this.#base(base, cls));
    this.#bases.set(cls, bases);
    return bases;
  }

  #base(node: Expression, cls: PyClass): Resolved | null {
    if (node.type !== "Call") return this.#resolver.resolve(node, outerScope(cls));
    const made = plain(this.#evaluator.evaluate(node, outerScope(cls)));
    return made instanceof ClassValue ? { kind: "class", cls: made.cls } : null;
  }

  /** The bases that are classes of the workspace, or of what is built in. */
  known(cls: PyClass): PyClass[] {
    return this.bases(cls).flatMap((base) => (base?.kind === "class" && base.cls !== cls ? [base.cls] : []));
  }

  /** The class and its known bases in Python's method resolution order. */
  mro(cls: PyClass): readonly PyClass[] {
    const known = this.#mro.get(cls);
    if (known !== undefined) return known;
    // A class that is its own ancestor would never end; Python would not take it.
    this.#mro.set(cls, [cls]);
    // Nobody inherits this deep; following it would take for ever.
    const bases = this.known(cls).filter((base) => this.mro(base).length <= DEEPEST);
    const [only] = bases;
    if (only !== undefined && bases.length === 1) {
      const line = [cls, ...this.mro(only)];
      this.#mro.set(cls, line);
      return line;
    }
    const order = merge([...bases.map((base) => [...this.mro(base)]), [...bases]]);
    const mro = [cls, ...order];
    this.#mro.set(cls, mro);
    return mro;
  }

  /** Forgets what is known of classes whose modules, or what they import, were changed. */
  forget(modules: ReadonlySet<PyModule>): void {
    for (const map of [this.#mro, this.#isModel, this.#bases]) {
      for (const cls of map.keys()) if (modules.has(cls.module)) map.delete(cls);
    }
  }

  isModel(cls: PyClass): boolean {
    const known = this.#isModel.get(cls);
    if (known !== undefined) return known;
    this.#isModel.set(cls, false);
    const answer = this.bases(cls).some((base) => {
      if (base?.kind === "class") return this.isModel(base.cls);
      if (base === null) return hasFields(cls, this.#resolver);
      if (base.kind !== "external") return false;
      return MODEL.test(base.path) || this.#looksLikeModel(cls, base.path);
    });
    this.#isModel.set(cls, answer);
    return answer;
  }

  /** Paths of a model's bases that the workspace does not have: they may add fields we cannot see. */
  unknownBases(cls: PyClass): string[] {
    return this.bases(cls).flatMap((base, i) => {
      const node = cls.bases[i];
      if (base === null && node !== undefined && !isPlainName(node))
        return [cls.module.file.text.slice(node.from, node.to)];
      return base?.kind === "external" && !base.path.startsWith("django.") && !/Mixin$/.test(base.path)
        ? [base.path]
        : [];
    });
  }

  /** A package's base is a model where the class body has fields, or its name says so. */
  #looksLikeModel(cls: PyClass, path: string): boolean {
    const name = path.split(".").at(-1) ?? "";
    if (path.startsWith("django.")) return /^django\.contrib\..*\.models\./.test(path) && !NOT_MODELS.test(name);
    if (NOT_MODELS.test(name)) return false;
    if (/(Model|^MP_Node|^NS_Node|^AL_Node|^Page)$/.test(name)) return true;
    return hasFields(cls, this.#resolver);
  }
}

/** Python's own classes, which no import brings. */
function isPlainName(node: Expression): boolean {
  return node.type === "Name" && /^(object|Exception|dict|list|str|int|type|tuple|set)$/.test(node.id);
}

/** Whether a class body makes fields, and not those of forms, serializers or the like. */
function hasFields(cls: PyClass, resolver: Resolver): boolean {
  return cls.members.some(({ binding }) => {
    if (binding.kind !== "value" || binding.node.type !== "Call") return false;
    const { callee } = binding.node;
    if (!/(Field|ForeignKey)$/.test(calleeName(callee))) return false;
    const resolved = resolver.resolve(callee, cls.scope);
    return resolved?.kind !== "external" || !/forms|serializers|filters|graphene|marshmallow/.test(resolved.path);
  });
}

function calleeName(node: Expression): string {
  return node.type === "Attribute" ? node.name : node.type === "Name" ? node.id : "";
}

/** C3, as Python merges the orders of the bases; an order it would refuse falls back to first come, first served. */
function merge(sequences: PyClass[][]): PyClass[] {
  const result: PyClass[] = [];
  let rest = sequences.filter((sequence) => sequence.length > 0);
  while (rest.length > 0) {
    const heads = rest.flatMap((sequence) => sequence[0] ?? []);
    const next = heads.find((head) => !rest.some((sequence) => sequence.indexOf(head) > 0)) ?? heads[0];
    if (next === undefined) break;
    result.push(next);
    rest = rest.map((sequence) => sequence.filter((cls) => cls !== next)).filter((sequence) => sequence.length > 0);
  }
  return result;
}
