import type { Json } from "./json";

/** A place in a workspace file. `file` is relative to the workspace, with `/`; `line` and `column` start at 1 and 0. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
  readonly column?: number;
}

/** A piece of the workspace's Python, named by its place: `from` and `to` are offsets (UTF-16) into the file's text. */
export interface CodeRef extends SourcePlace {
  readonly from: number;
  readonly to: number;
}

/** Python expression text as it stands in the workspace, evaluated by the engine when it is needed. */
export interface CodeText extends SourcePlace {
  readonly source: string;
}

/** Django's relation kinds. `generic` is a GenericForeignKey, `genericRelation` its reverse declaration. */
export type RelationKind = "fk" | "o2o" | "m2m" | "generic" | "genericRelation";

export type OnDelete = "CASCADE" | "PROTECT" | "RESTRICT" | "SET_NULL" | "SET_DEFAULT" | "SET" | "DO_NOTHING";

export interface RelationInfo {
  readonly kind: RelationKind;
  /** Label of the related model, `app.Model`; where it could not be resolved, the text that names it. */
  readonly model: string;
  readonly onDelete?: OnDelete;
  /** The argument of `SET(…)`. */
  readonly onDeleteValue?: CodeText;
  /** As written, with `%(class)s` filled in; absent where Django derives it; `+` where it is switched off. */
  readonly relatedName?: string;
  readonly relatedQueryName?: string;
  /** Name of the target field of a foreign key (`to_field`, else the target's primary key). */
  readonly toField?: string;
  /** m2m: label of the through model, auto-created ones included (`library.Book_subjects`). */
  readonly through?: string;
  readonly throughFields?: readonly [string, string];
  readonly throughAutoCreated?: boolean;
  readonly symmetrical?: boolean;
  /** The link of multi-table inheritance. */
  readonly parentLink?: boolean;
  readonly dbConstraint?: boolean;
  /** generic, genericRelation: the names of the two fields. */
  readonly contentTypeField?: string;
  readonly objectIdField?: string;
}

export interface ChoiceInfo {
  readonly value: Json;
  readonly label: string;
}

/** One field of a model, inherited ones included. `type` is Django's class name (`CharField`). */
export interface FieldInfo {
  readonly name: string;
  /** The attribute that holds the column's value (`album_id` for `album`). */
  readonly attname: string;
  /** Null for m2m and generic relations, which have no column of their own. */
  readonly column: string | null;
  readonly type: string;
  /** The project's or package's own class, where it is not Django's; `type` is then its nearest Django base. */
  readonly className?: string;
  /** The column's type as the database declares it; absent before a database was read. */
  readonly dbType?: string;
  readonly null: boolean;
  readonly blank?: boolean;
  readonly primaryKey: boolean;
  readonly unique?: boolean;
  readonly dbIndex?: boolean;
  readonly autoCreated?: boolean;
  readonly editable?: boolean;
  readonly maxLength?: number;
  readonly maxDigits?: number;
  readonly decimalPlaces?: number;
  readonly choices?: readonly ChoiceInfo[];
  /** The Python default, as written (`dict`, `"PT"`, `Decimal("1.00")`, `uuid.uuid4`). */
  readonly default?: CodeText;
  readonly dbDefault?: CodeText;
  /** The list of validators, as written. */
  readonly validators?: CodeText;
  /** The column has a default in the database itself. */
  readonly databaseDefault?: string;
  readonly generated?: { readonly expression?: CodeText; readonly outputType?: string; readonly persist: boolean };
  readonly autoNow?: boolean;
  readonly autoNowAdd?: boolean;
  readonly verboseName?: string;
  readonly helpText?: string;
  readonly collation?: string;
  readonly relation?: RelationInfo;
  /** CompositePrimaryKey: its fields' names. */
  readonly compositeOf?: readonly string[];
  /** Label of the model (or dotted name of the abstract base) that declares the field. */
  readonly inheritedFrom?: string;
  readonly source?: SourcePlace;
}

export interface MethodInfo {
  readonly name: string;
  readonly kind: "method" | "property" | "cached_property" | "classmethod" | "staticmethod";
  readonly parameters: readonly string[];
  /** The defaults of those parameters that have one, as they are written. */
  readonly defaults?: { readonly [parameter: string]: string };
  readonly doc?: string;
  /** The function as it is written, where it is short enough to be worth reading for what it gives. */
  readonly text?: string;
  readonly code: CodeRef;
}

export interface ManagerInfo {
  readonly name: string;
  /** Class name as Django shows it (`Manager`, `LiveManagerFromPostQuerySet`). */
  readonly className: string;
  /** The classes that the manager is made of, innermost first, where they are the workspace's own. */
  readonly managerClass?: CodeRef;
  readonly querysetClass?: CodeRef;
  readonly methods: readonly MethodInfo[];
  readonly isDefault?: boolean;
  readonly source?: SourcePlace;
}

export interface ConstraintInfo {
  readonly kind: "unique" | "check" | "exclusion";
  readonly name: string;
  readonly fields: readonly string[];
  readonly condition?: CodeText;
}

/** What differs between the code and the database, for one model. */
export interface Drift {
  readonly kind:
    | "tableMissing"
    | "columnMissing"
    | "columnExtra"
    | "typeDiffers"
    | "nullDiffers"
    | "unknown"
    | "migrationUnapplied";
  readonly message: string;
  readonly field?: string;
}

/** One model as everything above the readers sees it. */
export interface ModelInfo {
  /** `app.Model`. */
  readonly label: string;
  readonly app: string;
  readonly name: string;
  readonly table: string;
  /** The database schema a server's table lives in, when it is not the default one. */
  readonly schema?: string;
  readonly origin: "django" | "typeorm" | "database" | "contrib";
  /** `music/models.py:12`, absent for models that only the database knows. */
  readonly source?: string;
  readonly place?: SourcePlace;
  /** The class statement, and those of its bases in the workspace (nearest first), for the interpreter. */
  readonly code?: CodeRef;
  readonly baseCode?: readonly CodeRef[];
  /** Concrete fields first, in Django's order, then many-to-many and generic ones. */
  readonly fields: readonly FieldInfo[];
  readonly managers: readonly ManagerInfo[];
  readonly methods: readonly MethodInfo[];
  readonly primaryKey: string | null;
  readonly parents: readonly { readonly model: string; readonly field: string | null }[];
  readonly proxy: boolean;
  /** Label of the concrete model behind a proxy. */
  readonly proxyFor?: string;
  readonly managed: boolean;
  readonly autoCreated?: boolean;
  /**
   * The table is another model's too (single-table inheritance): that model's label, and the values of `field` that this
   * model's rows have there.
   */
  readonly sharedTable?: { readonly root: string; readonly field?: string; readonly values?: readonly string[] };
  readonly swapped?: string;
  /** `"name"`, `"-name"`, or Python text such as `F("x").asc(nulls_last=True)`. */
  readonly ordering: readonly string[];
  readonly orderWithRespectTo?: string;
  readonly getLatestBy?: string | readonly string[];
  readonly uniqueTogether: readonly (readonly string[])[];
  readonly constraints: readonly ConstraintInfo[];
  readonly baseManager?: string;
  readonly verboseName?: string;
  readonly verboseNamePlural?: string;
  readonly isView?: boolean;
  /** No primary key and no rowid: readable, never written. */
  readonly readOnly?: string;
  readonly drift: readonly Drift[];
}

/** A signal receiver found in the workspace. `sender` is a model's label, absent for every sender. */
export interface ReceiverInfo {
  readonly signal: "pre_save" | "post_save" | "pre_delete" | "post_delete" | "m2m_changed" | "pre_init" | "post_init";
  readonly sender?: string;
  readonly name: string;
  readonly code: CodeRef;
}

/** What the workspace's settings say, as far as it can be known without running them. */
export interface SettingsInfo {
  /** Path of the settings module, relative to the workspace. */
  readonly file?: string;
  readonly useTz: boolean;
  readonly timeZone: string;
  readonly defaultAutoField: string;
  readonly installedApps: readonly string[];
  readonly authUserModel: string;
  /** Settings that could not be known, by name, with the reason. */
  readonly unknown: readonly { readonly name: string; readonly reason: string; readonly place?: SourcePlace }[];
}

/** Everything the readers found in one project. */
export interface ProjectInfo {
  /** Folder of the project relative to the workspace, `""` for the workspace itself. */
  readonly root: string;
  readonly settings: SettingsInfo;
  readonly models: readonly ModelInfo[];
  readonly receivers: readonly ReceiverInfo[];
  /** Files that could be read only in part, or not at all. */
  readonly problems: readonly { readonly place: SourcePlace; readonly message: string }[];
}
