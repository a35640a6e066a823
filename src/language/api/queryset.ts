import type { ApiMethod } from "./method";

/** Methods that give another queryset. */
const refining: readonly ApiMethod[] = [
  { name: "all", parameters: "", doc: "Every row, as a new queryset.", returns: "same" },
  {
    name: "filter",
    parameters: "*args, **lookups",
    doc: "The rows that match every condition.",
    returns: "same",
    keywords: "lookups",
  },
  {
    name: "exclude",
    parameters: "*args, **lookups",
    doc: "The rows that do not match the conditions.",
    returns: "same",
    keywords: "lookups",
  },
  {
    name: "annotate",
    parameters: "*args, **annotations",
    doc: "Adds a computed value to each row.",
    returns: "same",
    keywords: "names",
  },
  {
    name: "alias",
    parameters: "*args, **annotations",
    doc: "Names a computed value for later use without fetching it.",
    returns: "same",
    keywords: "names",
  },
  {
    name: "order_by",
    parameters: "*fields",
    doc: "Sorts the rows; `-` in front of a name sorts downwards, `?` at random.",
    returns: "same",
    strings: "ordering",
  },
  { name: "reverse", parameters: "", doc: "The opposite order.", returns: "same" },
  { name: "distinct", parameters: "*fields", doc: "Leaves out repeated rows.", returns: "same", strings: "paths" },
  {
    name: "values",
    parameters: "*fields, **expressions",
    doc: "Rows as dictionaries, of these fields only.",
    returns: "dicts",
    strings: "paths",
    keywords: "names",
  },
  {
    name: "values_list",
    parameters: "*fields, flat=False, named=False",
    doc: "Rows as tuples, or as plain values with `flat=True`.",
    returns: "tuples",
    strings: "paths",
    options: ["flat", "named"],
  },
  {
    name: "dates",
    parameters: 'field, kind, order="ASC"',
    doc: "The different dates of a field, cut to `year`, `month`, `week` or `day`.",
    returns: "values",
    strings: "paths",
    firstOnly: true,
    options: ["order"],
  },
  {
    name: "datetimes",
    parameters: 'field, kind, order="ASC", tzinfo=None',
    doc: "The different moments of a field, cut to `year` … `second`.",
    returns: "values",
    strings: "paths",
    firstOnly: true,
    options: ["order", "tzinfo"],
  },
  { name: "none", parameters: "", doc: "A queryset without any row; the database is not asked.", returns: "same" },
  {
    name: "union",
    parameters: "*others, all=False",
    doc: "The rows of this and of other querysets.",
    returns: "same",
    options: ["all"],
  },
  { name: "intersection", parameters: "*others", doc: "The rows that all the querysets have.", returns: "same" },
  { name: "difference", parameters: "*others", doc: "The rows that the other querysets do not have.", returns: "same" },
  {
    name: "select_related",
    parameters: "*relations",
    doc: "Fetches related rows with a join, in the same query.",
    returns: "same",
    strings: "relations",
  },
  {
    name: "prefetch_related",
    parameters: "*relations",
    doc: "Fetches related rows with one more query for each relation.",
    returns: "same",
    strings: "prefetches",
  },
  {
    name: "defer",
    parameters: "*fields",
    doc: "Leaves these fields unread until they are used.",
    returns: "same",
    strings: "paths",
  },
  { name: "only", parameters: "*fields", doc: "Reads only these fields at first.", returns: "same", strings: "paths" },
  { name: "using", parameters: "alias", doc: "Uses another of the project's databases.", returns: "same" },
  {
    name: "raw",
    parameters: "raw_query, params=(), translations=None",
    doc: "Rows from SQL of one's own.",
    returns: "instances",
    options: ["params", "translations"],
  },
  {
    name: "extra",
    parameters: "select=None, where=None, params=None, tables=None, order_by=None, select_params=None",
    doc: "Pieces of SQL added to the query.",
    returns: "same",
    options: ["select", "where", "params", "tables", "order_by", "select_params"],
  },
  {
    name: "select_for_update",
    parameters: "nowait=False, skip_locked=False, of=(), no_key=False",
    doc: "Locks the rows until the transaction ends.",
    returns: "same",
    options: ["nowait", "skip_locked", "of", "no_key"],
  },
];

/** Methods that ask the database and give a result. */
const answering: readonly ApiMethod[] = [
  {
    name: "get",
    parameters: "*args, **lookups",
    doc: "The one row that matches. None raises `DoesNotExist`, several `MultipleObjectsReturned`.",
    returns: "instance",
    keywords: "lookups",
  },
  { name: "first", parameters: "", doc: "The first row, or `None`.", returns: "instance" },
  { name: "last", parameters: "", doc: "The last row, or `None`.", returns: "instance" },
  {
    name: "earliest",
    parameters: "*fields",
    doc: "The row that comes first by these fields.",
    returns: "instance",
    strings: "ordering",
  },
  {
    name: "latest",
    parameters: "*fields",
    doc: "The row that comes last by these fields.",
    returns: "instance",
    strings: "ordering",
  },
  { name: "count", parameters: "", doc: "How many rows there are.", returns: "int" },
  { name: "exists", parameters: "", doc: "Whether there is any row.", returns: "bool" },
  { name: "contains", parameters: "obj", doc: "Whether the queryset holds this row.", returns: "bool" },
  {
    name: "aggregate",
    parameters: "*args, **aggregates",
    doc: "Sums, counts and the like over all rows, as a dictionary.",
    returns: "aggregates",
    keywords: "names",
  },
  {
    name: "in_bulk",
    parameters: 'id_list=None, *, field_name="pk"',
    doc: "Rows by their key, as a dictionary.",
    returns: "bulk",
    options: ["id_list", "field_name"],
    fieldOptions: ["field_name"],
  },
  {
    name: "iterator",
    parameters: "chunk_size=2000",
    doc: "The rows one after the other, without keeping them.",
    returns: "instances",
    options: ["chunk_size"],
  },
  {
    name: "explain",
    parameters: "*, format=None, **options",
    doc: "How the database would find the rows.",
    returns: "str",
    options: ["format"],
  },
];

/** Methods that write. Each is previewed before it happens. */
const writing: readonly ApiMethod[] = [
  {
    name: "create",
    parameters: "**fields",
    doc: "Inserts one row.",
    returns: "instance",
    keywords: "fields",
    writes: true,
  },
  {
    name: "get_or_create",
    parameters: "defaults=None, **lookups",
    doc: "The row that matches, inserted if there is none; with whether it was.",
    returns: "created",
    keywords: "lookups",
    options: ["defaults"],
    fieldOptions: ["defaults"],
    writes: true,
  },
  {
    name: "update_or_create",
    parameters: "defaults=None, create_defaults=None, **lookups",
    doc: "Updates the row that matches, or inserts one; with whether it was inserted.",
    returns: "created",
    keywords: "lookups",
    options: ["defaults", "create_defaults"],
    fieldOptions: ["defaults", "create_defaults"],
    writes: true,
  },
  {
    name: "bulk_create",
    parameters:
      "objs, batch_size=None, ignore_conflicts=False, update_conflicts=False, update_fields=None, unique_fields=None",
    doc: "Inserts many rows at once, without signals.",
    returns: "instances",
    options: ["batch_size", "ignore_conflicts", "update_conflicts", "update_fields", "unique_fields"],
    fieldOptions: ["update_fields", "unique_fields"],
    writes: true,
  },
  {
    name: "bulk_update",
    parameters: "objs, fields, batch_size=None",
    doc: "Writes these fields of many rows at once, without signals.",
    returns: "int",
    options: ["batch_size", "fields", "objs"],
    fieldOptions: ["fields"],
    listAt: 1,
    strings: "fields",
    writes: true,
  },
  {
    name: "update",
    parameters: "**fields",
    doc: "Sets fields of every row of the queryset with one UPDATE.",
    returns: "int",
    keywords: "fields",
    writes: true,
  },
  {
    name: "delete",
    parameters: "",
    doc: "Deletes every row of the queryset, and what `on_delete` takes along.",
    returns: "deleted",
    writes: true,
  },
];

/** Only on the manager of related rows. */
const relating: readonly ApiMethod[] = [
  {
    name: "add",
    parameters: "*objs, bulk=True",
    doc: "Relates rows to this one.",
    returns: "none",
    options: ["bulk", "through_defaults"],
    writes: true,
  },
  {
    name: "remove",
    parameters: "*objs, bulk=True",
    doc: "Ends the relation to these rows.",
    returns: "none",
    options: ["bulk"],
    writes: true,
  },
  {
    name: "clear",
    parameters: "bulk=True",
    doc: "Ends the relation to all rows.",
    returns: "none",
    options: ["bulk"],
    writes: true,
  },
  {
    name: "set",
    parameters: "objs, bulk=True, clear=False",
    doc: "Makes exactly these the related rows.",
    returns: "none",
    options: ["bulk", "clear", "through_defaults"],
    writes: true,
  },
];

/** What every queryset has. A manager lacks `delete`. */
export const querysetMethods: readonly ApiMethod[] = [...refining, ...answering, ...writing];

/** What a model's manager has. */
export const managerMethods: readonly ApiMethod[] = querysetMethods.filter(({ name }) => name !== "delete");

/** What the manager of related rows has. */
export const relatedManagerMethods: readonly ApiMethod[] = [...managerMethods, ...relating];

/** The same, where each row must be related to one. */
export const requiredManagerMethods: readonly ApiMethod[] = relatedManagerMethods.filter(
  ({ name }) => name !== "remove" && name !== "clear",
);
