import type { ApiMethod } from "./method";

/** What every row of a model can do. */
export const instanceMethods: readonly ApiMethod[] = [
  {
    name: "save",
    parameters: "*, force_insert=False, force_update=False, using=None, update_fields=None",
    doc: "Writes the row: an UPDATE where it exists, else an INSERT.",
    returns: "none",
    options: ["force_insert", "force_update", "using", "update_fields"],
    fieldOptions: ["update_fields"],
    writes: true,
  },
  {
    name: "delete",
    parameters: "using=None, keep_parents=False",
    doc: "Deletes the row, and what `on_delete` takes along.",
    returns: "deleted",
    options: ["using", "keep_parents"],
    writes: true,
  },
  {
    name: "refresh_from_db",
    parameters: "using=None, fields=None",
    doc: "Reads the row's values again.",
    returns: "none",
    options: ["using", "fields"],
    fieldOptions: ["fields"],
  },
  {
    name: "full_clean",
    parameters: "exclude=None, validate_unique=True, validate_constraints=True",
    doc: "Checks every field, and raises `ValidationError` where one is wrong.",
    returns: "none",
    options: ["exclude", "validate_unique", "validate_constraints"],
    fieldOptions: ["exclude"],
  },
  {
    name: "clean_fields",
    parameters: "exclude=None",
    doc: "Checks each field by itself.",
    returns: "none",
    options: ["exclude"],
    fieldOptions: ["exclude"],
  },
  {
    name: "validate_unique",
    parameters: "exclude=None",
    doc: "Checks that nothing unique would be there twice.",
    returns: "none",
    options: ["exclude"],
    fieldOptions: ["exclude"],
  },
  { name: "get_deferred_fields", parameters: "", doc: "Names of the fields that were not read.", returns: "values" },
];
