/**
 * Django's words for what is wrong with a statement (Django 5.2, `db/models`): said by the ORM when it runs, and by the
 * editor before that.
 */
export const messages = {
  filterSliced: "Cannot filter a query once a slice has been taken.",
  reorderSliced: "Cannot reorder a query once a slice has been taken.",
  reverseSliced: "Cannot reverse a query once a slice has been taken.",
  changeSliced: "Cannot change a query once a slice has been taken.",
  distinctSliced: "Cannot create distinct fields once a slice has been taken.",
  updateSliced: "Cannot update a query once a slice has been taken.",
  deleteSliced: "Cannot use 'limit' or 'offset' with delete().",
  inBulkSliced: "Cannot use 'limit' or 'offset' with in_bulk().",
  combineSliced: "Cannot combine queries once a slice has been taken.",
  combineModels: "Cannot combine queries on two different base models.",
  updateDistinctFields: "Cannot call update() after .distinct(*fields).",
  truncatedType: (field: string): string => `${field} isn't a DateField, TimeField, or DateTimeField.`,
  truncated: (type: string, field: string, into: string): string => `Cannot truncate ${type} '${field}' to ${into}.`,
  orderedBy: (given: string): string => `Invalid order_by arguments: [${given}]`,
  nestedAggregate: (aggregate: string, name: string): string =>
    `Cannot compute ${aggregate}('${name}'): '${name}' is an aggregate`,
  deleteDistinct: "Cannot call delete() after .distinct(*fields).",
  forceBoth: "Cannot force both insert and updating in model saving.",
  flatSeveral: "'flat' is not valid when values_list is called with more than one field.",
  flatNamed: "'flat' and 'named' can't be used together.",
  joinedUpdate: "Joined field references are not permitted in this query",
  noneLookup: "Cannot use None as a query value",
  isnullValue: "The QuerySet value for an isnull lookup must be True or False.",
  exactRows: "The QuerySet value for an exact lookup must be limited to one result using slicing.",
  noLatest:
    "earliest() and latest() require either fields as positional arguments or 'get_latest_by' in the model's Meta.",
  datesKind: "'kind' must be one of 'year', 'month', 'week', or 'day'.",
  datetimesKind: "'kind' must be one of 'year', 'month', 'week', 'day', 'hour', 'minute', or 'second'.",
  datesOrder: "'order' must be either 'ASC' or 'DESC'.",
  noBulkFields: "Field names must be given to bulk_update().",
  bulkConcrete: "bulk_update() can only be used with concrete fields.",
  bulkKey: "bulk_update() cannot be used with primary key fields.",
  batchSize: "Batch size must be a positive integer.",
  complexAggregate: "Complex aggregates require an alias",
  onlyNone: "Cannot pass None as an argument to only().",
  afterValues: (method: string): string => `Cannot call ${method}() after .values() or .values_list()`,
  afterCombining: (method: string, combinator: string): string =>
    `Calling QuerySet.${method}() after ${combinator}() is not supported.`,
  getAfterCombining: (combinator: string): string =>
    `Calling QuerySet.get(...) with filters after ${combinator}() is not supported.`,
  severalRows: (model: string): string => `get() returned more than one ${model}`,
  unknownKeyword: (name: string, choices: readonly string[]): string =>
    `Cannot resolve keyword '${name}' into field. Choices are: ${choices.join(", ")}`,
  noJoin: (name: string, before: string): string =>
    `Cannot resolve keyword '${name}' into field. Join on '${before}' not permitted.`,
  noLookup: (lookup: string, type: string, guesses: readonly string[]): string =>
    `Unsupported lookup '${lookup}' for ${type} or join on the field not permitted${
      guesses.length > 0 ? `, perhaps you meant ${guesses.join(" or ")}?` : "."
    }`,
  generic: (name: string): string =>
    `Field '${name}' does not generate an automatic reverse relation and therefore cannot be used for reverse querying. If it is a GenericForeignKey, consider adding a GenericRelation.`,
  noField: (model: string, name: string): string => `${model} has no field named '${name}'`,
  notUpdatable: (field: string): string =>
    `Cannot update model field ${field} (only non-relations and foreign keys permitted).`,
  noSuchKeywords: (model: string, names: readonly string[]): string =>
    `${model}() got unexpected keyword arguments: ${names.map((name) => `'${name}'`).join(", ")}`,
  unexpectedKeyword: (call: string, name: string): string => `${call}() got an unexpected keyword argument '${name}'`,
  invalidNames: (model: string, names: readonly string[]): string =>
    `Invalid field name(s) for model ${model}: ${[...names]
      .sort()
      .map((name) => `'${name}'`)
      .join(", ")}.`,
  savedFields: (names: readonly string[]): string =>
    `The following fields do not exist in this model, are m2m fields, primary keys, or are non-concrete fields: ${[...new Set(names)].sort().join(", ")}`,
  notRelated: (name: string, relational: boolean, choices: readonly string[]): string =>
    `${relational ? "Invalid field name(s)" : "Non-relational field"} given in select_related: '${name}'. Choices are: ${choices.length > 0 ? choices.join(", ") : "(none)"}`,
  deferredRelated: (model: string, field: string): string =>
    `Field ${model}.${field} cannot be both deferred and traversed using select_related at the same time.`,
  noPrefetch: (name: string, model: string, path: string): string =>
    `Cannot find '${name}' on ${model} object, '${path}' is an invalid parameter to prefetch_related()`,
  noPrefetchHere: (path: string): string =>
    `'${path}' does not resolve to an item that supports prefetching - this is an invalid parameter to prefetch_related().`,
  annotationTaken: (name: string): string => `The annotation '${name}' conflicts with a field on the model.`,
  aliasSelected: (name: string): string => `Cannot select the '${name}' alias. Use annotate() to promote it.`,
  mixedTypes: (first: string, second: string): string =>
    `Expression contains mixed types: ${first}, ${second}. You must set output_field.`,
  notExpressions: (method: string, given: string): string =>
    `QuerySet.${method}() received non-expression(s): ${given}.`,
  notUnique: (name: string): string => `in_bulk()'s field_name must be a unique field but '${name}' isn't.`,
  notIterable: (type: string): string => `'${type}' object is not iterable`,
  notUnpackable: (type: string): string => `cannot unpack non-iterable ${type} object`,
  directMany: (side: string, name: string): string =>
    `Direct assignment to the ${side} is prohibited. Use ${name}.set() instead.`,
  number: (field: string, given: string): string => `Field '${field}' expected a number but got ${given}.`,
  decimal: (given: string): string => `“${given}” value must be a decimal number.`,
  bool: (given: string, nullable: boolean): string =>
    nullable
      ? `“${given}” value must be either True, False, or None.`
      : `“${given}” value must be either True or False.`,
  dateFormat: (given: string): string =>
    `“${given}” value has an invalid date format. It must be in YYYY-MM-DD format.`,
  dateValue: (given: string): string =>
    `“${given}” value has the correct format (YYYY-MM-DD) but it is an invalid date.`,
  datetimeFormat: (given: string): string =>
    `“${given}” value has an invalid format. It must be in YYYY-MM-DD HH:MM[:ss[.uuuuuu]][TZ] format.`,
  datetimeValue: (given: string): string =>
    `“${given}” value has the correct format (YYYY-MM-DD HH:MM[:ss[.uuuuuu]][TZ]) but it is an invalid date/time.`,
  timeFormat: (given: string): string =>
    `“${given}” value has an invalid format. It must be in HH:MM[:ss[.uuuuuu]] format.`,
  timeValue: (given: string): string =>
    `“${given}” value has the correct format (HH:MM[:ss[.uuuuuu]]) but it is an invalid time.`,
  uuid: (given: string): string => `“${given}” is not a valid UUID.`,
  wrongInstance: (given: string, expected: string): string =>
    `Cannot query "${given}": Must be "${expected}" instance.`,
  wrongRows: (given: string, expected: string): string =>
    `Cannot use QuerySet for "${given}": Use a QuerySet for "${expected}".`,
  wrongAssignment: (given: string, field: string, expected: string): string =>
    `Cannot assign "${given}": "${field}" must be a "${expected}" instance.`,
  instanceExpected: (model: string, given: string): string => `'${model}' instance expected, got ${given}`,
  noAttribute: (type: string, name: string): string => `'${type}' object has no attribute '${name}'`,
  noClassAttribute: (type: string, name: string): string => `type object '${type}' has no attribute '${name}'`,
} as const;
