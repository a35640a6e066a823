import type { Statement } from "../../python/tree";
import { describe } from "../describe";
import type { Script } from "../script/script";
import type { Type } from "../types";

/** A type shown behind a name. */
export interface Hint {
  readonly at: number;
  readonly text: string;
}

/** The model of each queryset or row that a variable holds, behind where it is given its value. */
export function hints(script: Script, text: string): Hint[] {
  return script.read(text).flatMap((piece, index) => {
    const own = script.fact("hints", index, () => {
      const found: Hint[] = [];
      const visit = (body: readonly Statement[]): void => {
        for (const statement of body) {
          if (statement.type === "Assign" || statement.type === "For") {
            const targets = statement.type === "Assign" ? statement.targets : [statement.target];
            for (const target of targets) {
              if (target.type !== "Name") continue;
              const after = statement.type === "Assign" ? statement.to + 1 : statement.iterable.to;
              const type = script.scopeAt(index, after).names.get(target.id);
              const shown = type && hint(type);
              if (shown) found.push({ at: target.to, text: `: ${shown}` });
            }
          }
          if ("body" in statement) visit(statement.body);
          if ("otherwise" in statement) visit(statement.otherwise);
        }
      };
      visit(piece.parsed.statements);
      return found;
    });
    return own.map((one) => ({ ...one, at: one.at + piece.from }));
  });
}

function hint(type: Type): string | undefined {
  if (type.kind === "queryset" || type.kind === "instance" || type.kind === "manager") return describe(type);
  return type.kind === "list" && type.of.kind === "instance" ? describe(type) : undefined;
}
