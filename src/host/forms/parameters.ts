import type { FormField } from "../../protocol/form";
import type { MethodInfo } from "../../protocol/models";

/** A method's parameters as fields of a form: each takes a Python expression, and shows its default. */
export function parameterFields({ parameters }: Pick<MethodInfo, "parameters">): FormField[] {
  return parameters
    .filter((parameter) => !["self", "cls", "/", "*"].includes(parameter.trim()))
    .map((parameter): FormField => {
      const parts = /^(\*{0,2}\w+)\s*(?::\s*([^=]+?))?\s*(?:=\s*([\s\S]*))?$/.exec(parameter.trim());
      const name = parts?.[1] ?? parameter.trim();
      const standard = parts?.[3]?.trim();
      return {
        name,
        type: parts?.[2]?.trim() ?? "",
        editor: "python",
        required: standard === undefined && !name.startsWith("*"),
        nullable: false,
        ...(standard === undefined ? {} : { default: standard }),
      };
    });
}
