import type { Call, Expression } from "../../python/tree";
import { isContribFieldClass, isFieldClass } from "../vocabulary/fields";
import { ClassValue, FunctionValue } from "./constant";
import type { FieldContext } from "./fieldDraft";
import { outerScope, type Resolved } from "./resolver";
import type { PyClass, Scope } from "./scope";

/** The class a field is made of: Django's own, and the project's or package's where that is another. */
export interface FieldClassName {
  readonly type: string;
  readonly className?: string;
  /** The project's or package's class itself, where its text is there. */
  readonly cls?: PyClass;
  /** No class of this name is known: its column decides what it is. */
  readonly guessed?: true;
}

/** Well-known field classes of packages, by the Django class they store as. */
const PACKAGES: Readonly<Record<string, string>> = {
  AutoCreatedField: "DateTimeField",
  AutoLastModifiedField: "DateTimeField",
  AutoSlugField: "SlugField",
  CKEditor5Field: "TextField",
  CountryField: "CharField",
  CreationDateTimeField: "DateTimeField",
  MarkdownField: "TextField",
  MarkdownxField: "TextField",
  ModificationDateTimeField: "DateTimeField",
  MoneyField: "DecimalField",
  MonitorField: "DateTimeField",
  ParentalKey: "ForeignKey",
  ParentalManyToManyField: "ManyToManyField",
  PhoneNumberField: "CharField",
  ResizedImageField: "ImageField",
  RichTextField: "TextField",
  RichTextUploadingField: "TextField",
  StatusField: "CharField",
  StreamField: "TextField",
  ThumbnailerImageField: "ImageField",
  TreeForeignKey: "ForeignKey",
  TreeManyToManyField: "ManyToManyField",
  TreeOneToOneField: "OneToOneField",
  VersatileImageField: "ImageField",
};

/** Which field class a call makes one of; null where the call is no field at all. */
export function fieldClassOf(call: Call, scope: Scope, context: FieldContext): FieldClassName | null {
  return named(context.resolver.callee(call, scope), context, 0) ?? unresolved(call.callee);
}

function named(resolved: Resolved | null, context: FieldContext, depth: number): FieldClassName | null {
  if (resolved?.kind === "external") return external(resolved.path);
  if (resolved?.kind !== "class" || depth > 20) return null;
  const { cls } = resolved;
  const base = baseField(cls, context, depth + 1);
  if (base === null) return null;
  // `class X(models.Field)` says what it is stored as in a method.
  const type = base.guessed === true || base.type === "Field" ? internalType(cls, context) : undefined;
  const { guessed: _guessed, ...known } = base;
  if (type !== undefined) return { ...known, type, className: cls.name, cls };
  return { ...base, className: cls.name, cls };
}

function baseField(cls: PyClass, context: FieldContext, depth: number): FieldClassName | null {
  for (const base of cls.bases) {
    const found = named(context.resolver.resolve(base, outerScope(cls)), context, depth);
    if (found !== null) return found;
  }
  return null;
}

/** What `get_internal_type` answers, where that is one of Django's classes. */
function internalType(cls: PyClass, { resolver, evaluator }: FieldContext): string | undefined {
  const method = resolver.member(cls, "get_internal_type");
  if (method?.kind !== "function") return undefined;
  const value = evaluator.call(new FunctionValue(method.node, method.scope, new ClassValue(cls)), []);
  return typeof value === "string" && isFieldClass(value) ? value : undefined;
}

function external(path: string): FieldClassName | null {
  const name = path.split(".").at(-1) ?? "";
  if (path.startsWith("django.")) {
    if (isFieldClass(name) || isContribFieldClass(name)) return { type: name };
    if (/^django\.(contrib\.gis\.)?db\.models(\.fields)?\.Field$/.test(path))
      return { type: "TextField", guessed: true };
    // PostgreSQL's and GIS's own fields, and what later versions bring.
    if (/Field$/.test(name) && /\.(fields|models)\b/.test(path)) return { ...byName(name), className: name };
    return null;
  }
  const known = PACKAGES[name];
  if (known !== undefined) return { type: known, className: name };
  return /(Field|ForeignKey)$/.test(name) ? { ...byName(name), className: name } : null;
}

/** A name nothing explains may still say what it is: `models.XField` where `models` could not be followed. */
function unresolved(callee: Expression): FieldClassName | null {
  if (callee.type !== "Attribute" || callee.value.type !== "Name" || callee.value.id !== "models") return null;
  return isFieldClass(callee.name) ? { type: callee.name } : null;
}

/** The Django class that a class's own name ends in: `UpperCharField` is a `CharField`. */
function byName(name: string): FieldClassName {
  const endings = [
    "ForeignKey",
    "OneToOneField",
    "ManyToManyField",
    "EmailField",
    "URLField",
    "SlugField",
    "ImageField",
    "FileField",
    "DateTimeField",
    "DateField",
    "TimeField",
    "DecimalField",
    "FloatField",
    "BooleanField",
    "UUIDField",
    "JSONField",
    "TextField",
    "CharField",
    "PositiveIntegerField",
    "BigIntegerField",
    "SmallIntegerField",
    "IntegerField",
    "DurationField",
    "BinaryField",
  ];
  const type = endings.find((ending) => name.endsWith(ending));
  return type === undefined ? { type: "TextField", guessed: true } : { type };
}
