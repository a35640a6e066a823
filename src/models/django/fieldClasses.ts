import type { Call, Expression } from "../../python/tree";
import { isFieldClass } from "../vocabulary/fields";
import { outerScope, type Resolved, type Resolver } from "./resolver";
import type { PyClass, Scope } from "./scope";

/** The class a field is made of: Django's own, and the project's or package's where that is another. */
export interface FieldClassName {
  readonly type: string;
  readonly className?: string;
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
export function fieldClassOf(call: Call, scope: Scope, resolver: Resolver): FieldClassName | null {
  return named(resolver.callee(call, scope), resolver, 0) ?? unresolved(call.callee);
}

function named(resolved: Resolved | null, resolver: Resolver, depth: number): FieldClassName | null {
  if (resolved?.kind === "external") return external(resolved.path);
  if (resolved?.kind !== "class" || depth > 20) return null;
  const base = baseField(resolved.cls, resolver, depth + 1);
  return base === null ? null : { ...base, className: resolved.cls.name };
}

function baseField(cls: PyClass, resolver: Resolver, depth: number): FieldClassName | null {
  for (const base of cls.node.bases) {
    if (base.name !== null || base.star !== 0) continue;
    const found = named(resolver.resolve(base.value, outerScope(cls)), resolver, depth);
    if (found !== null) return found;
  }
  return null;
}

function external(path: string): FieldClassName | null {
  const name = path.split(".").at(-1) ?? "";
  if (path.startsWith("django.")) {
    if (isFieldClass(name)) return { type: name };
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
