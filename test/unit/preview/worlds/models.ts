import type { Column, Kind, Link, Model } from "./schema";

const FIELDS: Readonly<Record<Kind, string>> = {
  text: "CharField(max_length=200",
  integer: "IntegerField(",
  big: "BigIntegerField(",
  float: "FloatField(",
  bool: "BooleanField(",
  json: "JSONField(",
  binary: "BinaryField(",
  decimal: "DecimalField(max_digits=8, decimal_places=2",
  date: "DateField(",
};

const KEYS: Readonly<Record<Model["key"], readonly string[]>> = {
  auto: [],
  child: [],
  integer: ["code = models.IntegerField(primary_key=True)"],
  big: ["code = models.BigIntegerField(primary_key=True)"],
  text: ["code = models.CharField(max_length=40, primary_key=True)"],
  uuid: ["code = models.UUIDField(primary_key=True)"],
  composite: [
    'pk = models.CompositePrimaryKey("hall", "seat")',
    "hall = models.CharField(max_length=20)",
    "seat = models.IntegerField()",
  ],
};

/** The models as an application would write them. */
export function modelsText(models: readonly Model[]): string {
  return `from django.db import models\n\n\n${models.map(classText).join("\n\n\n")}\n`;
}

function classText(model: Model): string {
  const lines = [
    ...KEYS[model.key],
    ...model.columns.map(fieldText),
    ...model.links.map(linkText),
    ...model.many.map(
      (to) => `many = models.ManyToManyField("${to}", related_name="back_${model.name.toLowerCase()}")`,
    ),
    // A child has its parent's, and Django lets no field hide another one.
    `${own(model, "note")} = models.TextField(default="", blank=True, db_column="note")`,
    `${own(model, "stamp")} = models.IntegerField(default=0, db_column="stamp")`,
    ...(model.generated === ""
      ? []
      : [
          `${own(model, "both")} = models.GeneratedField(expression=models.F("${own(model, "note")}"), output_field=models.TextField(), db_persist=${model.generated === "STORED" ? "True" : "False"}, db_column="both")`,
        ]),
  ];
  return `class ${model.name}(${model.parent ?? "models.Model"}):\n${lines.map((line) => `    ${line}`).join("\n")}`;
}

/** The name of a column that every table has. */
export function own(model: Pick<Model, "name" | "parent">, name: string): string {
  return model.parent === null ? name : `${model.name.toLowerCase()}_${name}`;
}

function fieldText({ name, kind, null: nullable, unique }: Column): string {
  return `${name} = models.${call(FIELDS[kind], [...(nullable ? ["null=True"] : []), ...(unique ? ["unique=True"] : [])])}`;
}

function linkText({ name, to, onDelete, null: nullable, unique }: Link): string {
  const how = onDelete === "SET" ? "models.SET(None)" : `models.${onDelete}`;
  const options = [
    ...(nullable ? ["null=True"] : []),
    ...(onDelete === "SET_DEFAULT" ? ["default=None"] : []),
    `related_name="from_${name}"`,
  ];
  return `${name} = models.${unique ? "OneToOneField" : "ForeignKey"}("${to}", ${[how, ...options].join(", ")})`;
}

function call(start: string, options: readonly string[]): string {
  const given = options.join(", ");
  return `${start}${start.endsWith("(") || given === "" ? "" : ", "}${given})`;
}
