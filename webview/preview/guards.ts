import { html, nothing, type TemplateResult } from "lit";
import type { Confirmation, DatabaseRole, Guards } from "../../src/protocol/guards";
import { checkBox, textInput } from "../controls";
import { t } from "../text";

/** What the database is for, as a word in its colour. */
export function roleBadge(role: DatabaseRole | undefined): TemplateResult | typeof nothing {
  return role === undefined ? nothing : html`<span class="badge ${role}">${roleWord(role)}</span>`;
}

function roleWord(role: DatabaseRole): string {
  if (role === "production") return t("production");
  return role === "staging" ? t("staging") : t("development");
}

interface Asked {
  readonly given: Confirmation;
  readonly onGive: (confirmed: Confirmation) => void;
  /** Enter in the field. */
  readonly onEnter: () => void;
}

/** What is to be confirmed before a preview is applied. */
export function confirmations(
  { type, many = [] }: Guards,
  { given, onGive, onEnter }: Asked,
): TemplateResult | typeof nothing {
  if (type === undefined && many.length === 0) return nothing;
  const name = type?.slice(type.lastIndexOf(".") + 1);
  const yes = t("Yes, apply it to all of these rows");
  return html`<div class="confirm" role="group" aria-label=${t("To confirm before it is applied")}>
    ${many.map((sentence) => html`<p>${sentence}</p>`)}
    ${many.length === 0 ? nothing : checkBox(yes, yes, given.many === true, (checked) => onGive({ ...given, many: checked }))}
    ${
      name === undefined
        ? nothing
        : html`<div class="type" @keydown=${(event: KeyboardEvent) => event.key === "Enter" && onEnter()}>
            <label for="confirm-name">${t("Type {0} to apply this to production:", name)}</label>
            ${textInput({
              id: "confirm-name",
              value: given.typed ?? "",
              onInput: (typed) => onGive({ ...given, typed }),
            })}
          </div>`
    }
  </div>`;
}
