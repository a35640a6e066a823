import { annotatedType } from "./annotations";
import { basesOf } from "./bases";
import type { Decorator, Member, ScriptClass } from "./classes";
import type { ColumnMode, EmbeddedDraft, GenerationStrategy, KeyDraft, MemberDraft, Problem } from "./drafts";
import type { Evaluator } from "./evaluate";
import { relationOf } from "./relations";
import {
  ClassValue,
  FunctionValue,
  isObject,
  NameValue,
  type ObjectValue,
  optionsOf,
  textOf,
  UNKNOWN,
  type Value,
} from "./values";

const MODES: Readonly<Record<string, ColumnMode>> = {
  Column: "regular",
  ViewColumn: "regular",
  PrimaryColumn: "regular",
  PrimaryGeneratedColumn: "regular",
  CreateDateColumn: "createDate",
  UpdateDateColumn: "updateDate",
  DeleteDateColumn: "deleteDate",
  VersionColumn: "version",
  TreeLevelColumn: "treeLevel",
  ObjectIdColumn: "objectId",
  VirtualColumn: "virtualProperty",
};

const LISTENER = /^(Before|After)(Load|Insert|Update|Remove|SoftRemove|Recover)$/;

/** What the properties of a class and its bases declare. */
export interface ClassMembers {
  readonly members: readonly MemberDraft[];
  readonly keys: readonly KeyDraft[];
}

/** Reads the properties of classes, of bases before those of what extends them, as TypeORM registers them. */
export class MemberReader {
  readonly #read = new Map<ScriptClass, ClassMembers>();
  readonly problems: Problem[] = [];

  constructor(
    readonly evaluator: Evaluator,
    /** The name of a decorator used there where it is TypeORM's, else null. */
    readonly nameOf: (decorator: Decorator, cls: ScriptClass) => string | null,
  ) {}

  /** A class's members with its bases'; of a property that both declare, the base's counts, as in TypeORM. */
  all(cls: ScriptClass, depth = 0): ClassMembers {
    const chain = [...basesOf(cls, this.evaluator).classes].reverse();
    const members = new Map<string, MemberDraft>();
    const keys: KeyDraft[] = [];
    for (const each of [...chain, cls]) {
      const own = this.#own(each, depth);
      for (const member of own.members) {
        const before = members.get(member.property);
        members.set(member.property, before === undefined ? member : overridden(before, member));
      }
      keys.push(...own.keys);
    }
    return { members: [...members.values()], keys };
  }

  #own(cls: ScriptClass, depth: number): ClassMembers {
    const known = this.#read.get(cls);
    if (known !== undefined) return known;
    const members: MemberDraft[] = [];
    const keys: KeyDraft[] = [];
    for (const member of cls.members) {
      if (member.decorators.length === 0) continue;
      const named = member.decorators.flatMap((decorator) => {
        const name = this.nameOf(decorator, cls);
        return name === null ? [] : [[name, decorator] as const];
      });
      const found = this.#member(cls, member, new Map(named), depth);
      if (found !== null) members.push(found);
      keys.push(...this.#keys(cls, member, named));
    }
    const made = { members, keys };
    this.#read.set(cls, made);
    return made;
  }

  #member(cls: ScriptClass, member: Member, named: ReadonlyMap<string, Decorator>, depth: number): MemberDraft | null {
    const args = (name: string): Value[] =>
      (named.get(name)?.args ?? []).map((argument) => this.evaluator.evaluate(argument, cls.module));
    const place = cls.module.file.place(member.node);
    const base = { property: member.name, owner: cls, ownerName: cls.name, place };
    const said = `${cls.name}.${member.name}`;
    for (const name of named.keys())
      if (LISTENER.test(name)) this.problems.push({ place, message: `${said}: @${name} is not run.` });
    const relation = relationOf(base, cls, named, this.evaluator);
    if (relation !== null) return relation;
    const name = [...named.keys()].find((each) => Object.hasOwn(MODES, each));
    const mode = name === undefined ? undefined : MODES[name];
    if (name === undefined || mode === undefined) return null;
    const [first, second] = args(name);
    if (name === "Column" && (first instanceof FunctionValue || first instanceof ClassValue))
      return this.#embedded(base, first, optionsOf(second), depth);
    const options = optionsOf(isObject(first) ? first : second);
    const given = isObject(first) ? options.get("type") : (first ?? options.get("type"));
    const isGenerated = name === "PrimaryGeneratedColumn";
    const type = isGenerated ? typeName(options.get("type")) : typeName(given);
    const annotated = mode === "regular" && !isGenerated;
    const inferred = type ?? (annotated ? annotatedType(member, cls.module, this.evaluator) : undefined);
    const strategy = isGenerated
      ? strategyOf(textOf(first) ?? "increment")
      : named.has("Generated")
        ? strategyOf(textOf(args("Generated")[0]) ?? "increment")
        : generatedOption(options);
    if (options.get("transformer") !== undefined) this.problems.push({ place, message: notTransformed(said) });
    if (mode === "version") this.problems.push({ place, message: `${said}: the version is not counted up by writes.` });
    return {
      ...base,
      kind: "column",
      mode,
      options: name.startsWith("Primary") ? new Map([...options, ["primary", true]]) : options,
      ...(inferred === undefined ? {} : { type: inferred }),
      ...(strategy === undefined ? {} : { strategy }),
    };
  }

  #embedded(
    base: Omit<EmbeddedDraft, "kind" | "prefix" | "members">,
    target: FunctionValue | ClassValue,
    options: ObjectValue,
    depth: number,
  ): EmbeddedDraft | null {
    const value = target instanceof ClassValue ? target : this.evaluator.result(target);
    if (!(value instanceof ClassValue)) {
      const message = `${base.ownerName}.${base.property}: the class it embeds was not found.`;
      this.problems.push({ place: base.place, message });
      return null;
    }
    if (depth > 8) return null;
    const { members } = this.all(value.cls, depth + 1);
    return { ...base, kind: "embedded", prefix: options.get("prefix"), members };
  }

  /** `@Unique()` and `@Index()` on a property. */
  #keys(cls: ScriptClass, member: Member, named: readonly (readonly [string, Decorator])[]): KeyDraft[] {
    return named.flatMap(([name, decorator]) => {
      if (name !== "Unique" && name !== "Index") return [];
      const args = decorator.args.map((argument) => this.evaluator.evaluate(argument, cls.module));
      const options = optionsOf(args.find(isObject));
      const where = textOf(options.get("where"));
      const unique = name === "Unique" || options.get("unique") === true;
      return [{ properties: [member.name], unique, ...(where === undefined ? {} : { where }) }];
    });
  }
}

/** What is said of a column whose values TypeORM changes on their way. */
export function notTransformed(column: string): string {
  return `${column}: its transformer is not run; values are shown as the database keeps them.`;
}

/** What the base says stays, but for the default, which TypeORM takes from the class itself. */
function overridden(base: MemberDraft, own: MemberDraft): MemberDraft {
  if (base.kind === "relation" && own.kind === "relation") return { ...base, target: own.target };
  if (base.kind !== "column" || own.kind !== "column" || !own.options.get("default")) return base;
  return { ...base, options: new Map([...base.options, ["default", own.options.get("default")]]) };
}

/** A column type as text: `varchar`, or `String` for the constructor. */
export function typeName(value: Value): string | undefined {
  if (value instanceof NameValue) return value.name;
  return typeof value === "string" ? value : undefined;
}

function strategyOf(text: string): GenerationStrategy {
  return text === "uuid" || text === "identity" || text === "rowid" ? text : "increment";
}

/** `generated: true` and `generated: "uuid"` among a column's options. */
export function generatedOption(options: ObjectValue): GenerationStrategy | undefined {
  const value = options.get("generated");
  if (value === undefined || value === false || value === UNKNOWN) return undefined;
  return strategyOf(textOf(value) ?? "increment");
}
