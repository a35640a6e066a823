import type { FormFault, FormField } from "../../protocol/form";
import type { ModelInfo } from "../../protocol/models";
import type { StatementError } from "../../protocol/results";

/** An error of a statement as a fault of the form that made it, at the field that its words name. */
export function faultOf(
  error: StatementError,
  model: ModelInfo,
  fields: readonly FormField[],
  models: readonly ModelInfo[],
): FormFault {
  const words = error.hint === undefined ? error.message : `${error.message} ${error.hint}`;
  const field = fieldNamed(words, model, fields, models);
  const message = `${error.type}: ${error.message}${error.hint === undefined ? "" : ` ${error.hint}`}`;
  return field === undefined ? { message } : { message, field };
}

/**
 * The field that an error names: as `table.column`, in quotation marks, or as the only relation to a table that it
 * speaks of. Undefined where it names none, or several.
 */
function fieldNamed(
  words: string,
  model: ModelInfo,
  fields: readonly FormField[],
  models: readonly ModelInfo[],
): string | undefined {
  const shown = model.fields.filter(({ name }) => fields.some((field) => field.name === name));
  const named = shown.filter((field) => {
    const names = [field.name, field.attname, ...(field.column === null ? [] : [field.column])]
      .map(literally)
      .join("|");
    return new RegExp(`[.'"\`(](?:${names})(?![\\w.])`).test(words);
  });
  if (named.length > 0) return named.length === 1 ? named[0]?.name : undefined;
  const relations = shown.filter(({ relation }) => {
    const target = models.find(({ label }) => label === relation?.model);
    return (
      target !== undefined && new RegExp(`\\b${literally(target.table)}\\b`).test(words.replaceAll(model.table, " "))
    );
  });
  return relations.length === 1 ? relations[0]?.name : undefined;
}

function literally(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
