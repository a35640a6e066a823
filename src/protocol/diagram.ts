/** One row of a model's box. */
export interface DiagramField {
  readonly name: string;
  /** As it is written: `CharField(30)`. */
  readonly type: string;
  readonly key?: "primary" | "foreign" | "both";
  readonly null: boolean;
}

export interface DiagramModel {
  /** `app.Model`. */
  readonly label: string;
  readonly app: string;
  readonly name: string;
  readonly kind: "model" | "proxy" | "view" | "unmanaged";
  /** The model's own fields; those of a parent with a table stand with the parent. */
  readonly fields: readonly DiagramField[];
  /** It only links the two models of a many-to-many relation, so that a line can stand for it. */
  readonly link: boolean;
  readonly hasCode: boolean;
}

/** A line of the diagram. `from` declares it, `to` is what it points at. */
export interface DiagramRelation {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly kind: "fk" | "o2o" | "m2m" | "parent" | "proxy";
  /** The field that declares it; a proxy has none. */
  readonly field?: string;
  /** The other side's name for it. */
  readonly accessor?: string;
  /** The field takes NULL. */
  readonly optional: boolean;
  /** m2m: the model whose table holds the pairs. */
  readonly through?: string;
}

/** What there is to draw. What is shown of it, and where, the page decides and remembers. */
export interface DiagramView {
  /** The project's name. */
  readonly name: string;
  /** `aside`: left out at first. */
  readonly apps: readonly { readonly name: string; readonly aside: boolean }[];
  readonly models: readonly DiagramModel[];
  readonly relations: readonly DiagramRelation[];
}

/** What the host answers to the diagram's page. */
export interface DiagramHostApi {
  /** Null while no database is open. */
  ready(): DiagramView | null;
  openRows(request: { readonly model: string }): void;
  openCode(request: { readonly model: string; readonly field?: string }): void;
  /** Asks where to save the picture, and saves it. */
  save(request: { readonly svg: string }): void;
  copy(request: { readonly text: string }): void;
}

/** What the diagram's page answers to the host. */
export interface DiagramApi {
  show(view: DiagramView): void;
  /** Shows a model and those around it. */
  around(request: { readonly model: string }): void;
}
