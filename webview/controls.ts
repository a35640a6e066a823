// The only module that imports the toolkit: a change to another one stays in this file.
import { provideVSCodeDesignSystem, vsCodeButton } from "@vscode/webview-ui-toolkit";
import { html, type TemplateResult } from "lit";

provideVSCodeDesignSystem().register(vsCodeButton());

interface Button {
  readonly label: string;
  readonly onClick: () => void;
  readonly primary?: boolean;
  readonly disabled?: boolean;
}

/** A button as the editor draws its own. */
export function button({ label, onClick, primary = false, disabled = false }: Button): TemplateResult {
  return html`<vscode-button
    appearance=${primary ? "primary" : "secondary"}
    ?disabled=${disabled}
    @click=${onClick}
  >${label}</vscode-button>`;
}
