import type { DiagramField, DiagramModel, DiagramRelation, DiagramView } from "../../protocol/diagram";
import type { FieldInfo, ModelInfo, ProjectInfo } from "../../protocol/models";
import { fieldType } from "../models/describe";
import { accessorOf } from "../models/relations";

/** A project's models as the diagram draws them. */
export function diagramOf(project: Pick<ProjectInfo, "models">, name: string): DiagramView {
  const models = project.models.filter(({ swapped }) => swapped === undefined);
  const labels = new Set(models.map(({ label }) => label));
  const relations = models.flatMap((model) => relationsOf(model, labels));
  const apps = [...new Set(models.map(({ app }) => app))].sort();
  const wanted = new Set(models.filter(({ origin }) => origin !== "contrib").map(({ app }) => app));
  const reached = new Set(relations.filter(({ from }) => wanted.has(appOf(from))).map(({ to }) => appOf(to)));
  return {
    name,
    // What comes with Django is shown where the project's own models point at it, or where there is nothing else.
    apps: apps.map((app) => ({ name: app, aside: wanted.size > 0 && !wanted.has(app) && !reached.has(app) })),
    models: models.map((model) => diagramModel(model, labels)),
    relations,
  };
}

function diagramModel(model: ModelInfo, labels: ReadonlySet<string>): DiagramModel {
  const { label, app, name } = model;
  const fields = ownFields(model, labels).map(diagramField);
  return { label, app, name, kind: kindOf(model), fields, link: isLink(model), hasCode: model.place !== undefined };
}

function kindOf(model: ModelInfo): DiagramModel["kind"] {
  if (model.proxy) return "proxy";
  if (model.isView === true) return "view";
  return model.managed || model.origin === "database" ? "model" : "unmanaged";
}

/** A proxy has its model's fields; a child's inherited ones stand with its parent. */
function ownFields(model: ModelInfo, labels: ReadonlySet<string>): readonly FieldInfo[] {
  if (model.proxy) return [];
  return model.fields.filter(({ inheritedFrom }) => inheritedFrom === undefined || !labels.has(inheritedFrom));
}

function diagramField(field: FieldInfo): DiagramField {
  const isForeign = field.relation !== undefined && field.relation.kind !== "m2m" && field.column !== null;
  const key = field.primaryKey ? (isForeign ? "both" : "primary") : isForeign ? "foreign" : undefined;
  const type = field.relation === undefined ? fieldType(field) : (field.className ?? field.type);
  return { name: field.name, type, null: field.null, ...(key === undefined ? {} : { key }) };
}

/** Nothing but a key and two foreign keys: Django's own through tables, and those written out without more in them. */
function isLink(model: ModelInfo): boolean {
  if (model.autoCreated === true) return true;
  const rest = model.fields.filter(({ primaryKey }) => !primaryKey);
  const isPair = rest.length === 2 && rest.every(({ relation }) => relation?.kind === "fk");
  return isPair && !model.proxy && model.methods.length === 0 && model.parents.length === 0;
}

function relationsOf(model: ModelInfo, labels: ReadonlySet<string>): DiagramRelation[] {
  if (model.proxy) {
    const to = model.proxyFor;
    if (to === undefined || !labels.has(to)) return [];
    return [{ id: `${model.label} proxy`, from: model.label, to, kind: "proxy", optional: false }];
  }
  return ownFields(model, labels).flatMap((field): DiagramRelation[] => {
    const { relation } = field;
    if (relation === undefined || relation.kind === "generic" || relation.kind === "genericRelation") return [];
    if (!labels.has(relation.model)) return [];
    const accessor = accessorOf(model, field);
    return [
      {
        id: `${model.label}.${field.name}`,
        from: model.label,
        to: relation.model,
        kind: relation.parentLink === true ? "parent" : relation.kind,
        field: field.name,
        optional: field.null,
        ...(accessor === undefined ? {} : { accessor }),
        ...(relation.through === undefined ? {} : { through: relation.through }),
      },
    ];
  });
}

function appOf(label: string): string {
  return label.slice(0, label.indexOf("."));
}
