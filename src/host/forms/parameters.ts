import type { FormField } from "../../protocol/form";
import type { MethodInfo } from "../../protocol/models";

/** A method's parameters as fields of a form: each takes a Python expression, and shows its default. */
export function parameterFields({ parameters, defaults }: Pick<MethodInfo, "parameters" | "defaults">): FormField[] {
  return parameters
    .filter((parameter) => !["self", "cls", "/", "*"].includes(parameter))
    .map((name): FormField => {
      const standard = defaults?.[name];
      return {
        name,
        type: "",
        editor: "python",
        required: standard === undefined && !name.startsWith("*"),
        nullable: false,
        ...(standard === undefined ? {} : { default: standard }),
      };
    });
}

/** The parameters behind a star, which are only ever given by name. */
export function keywordOnly({ parameters }: Pick<MethodInfo, "parameters">): readonly string[] {
  const star = parameters.findIndex((parameter) => /^\*\w*$/.test(parameter));
  return star < 0 ? [] : parameters.slice(star + 1);
}
