import type { FieldInfo, OnDelete, RelationInfo } from "../../protocol/models";
import type { Evaluator } from "./evaluate";
import type { Resolver } from "./resolver";
import type { PyClass } from "./scope";

/** A field as its class body declares it, before the models it points at are known. */
export interface FieldDraft {
  readonly name: string;
  readonly type: string;
  readonly className?: string;
  readonly guessed?: true;
  /** Its place in its class, below 1; for one that Django adds, its place among all: negative ones come first. */
  readonly order: number;
  /** The class whose body it stands in; null for those Django adds itself. */
  readonly declaredIn: PyClass | null;
  /** What does not depend on the model it ends up in. */
  readonly options: Partial<FieldInfo>;
  readonly dbColumn?: string;
  readonly relation?: RelationDraft;
}

/** A relation with its target still a name. */
export interface RelationDraft {
  readonly kind: RelationInfo["kind"];
  readonly target: Target;
  readonly onDelete?: OnDelete;
  readonly onDeleteValue?: RelationInfo["onDeleteValue"];
  readonly relatedName?: string;
  readonly relatedQueryName?: string;
  readonly toField?: string;
  readonly through?: Target;
  readonly throughFields?: readonly [string, string];
  readonly dbTable?: string;
  readonly symmetrical?: boolean;
  readonly parentLink?: boolean;
  readonly dbConstraint?: boolean;
  readonly contentTypeField?: string;
  readonly objectIdField?: string;
}

/** How a relation names its other end. */
export type Target =
  | { readonly kind: "self" }
  | { readonly kind: "class"; readonly cls: PyClass }
  | { readonly kind: "label"; readonly label: string }
  | { readonly kind: "unknown"; readonly text: string };

/** What reading a field takes. */
export interface FieldContext {
  readonly resolver: Resolver;
  readonly evaluator: Evaluator;
  /** `AUTH_USER_MODEL`. */
  readonly userModel: string;
}
