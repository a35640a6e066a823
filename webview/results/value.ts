import { html, type TemplateResult } from "lit";
import type { Json } from "../../src/protocol/json";
import { python } from "../../src/protocol/python";

/** A value that is no table, as plainly as it can be shown. */
export function plainValue(value: Json, type: string | undefined): TemplateResult {
  if (isInstance(value)) return instance(value);
  if (value === "") return html`<pre class="value dim">""</pre>`;
  if (typeof value === "string") return html`<pre class="value">${value}</pre>`;
  return html`<pre class="value">${python(value)}</pre>${type === undefined || isScalar(value) ? "" : html`<span class="dim">${type}</span>`}`;
}

interface Instance {
  readonly model: string;
  readonly pk: Json;
  readonly fields: { readonly [name: string]: Json };
  readonly annotations?: { readonly [name: string]: Json };
}

function isInstance(value: Json): value is Json & Instance {
  return isObject(value) && typeof value.model === "string" && "pk" in value && isObject(value.fields);
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isScalar(value: Json): boolean {
  return typeof value !== "object" || value === null;
}

function instance({ model, pk, fields, annotations = {} }: Instance): TemplateResult {
  return html`
    <div class="instance"><strong>${model}</strong> <span class="dim">${python(pk)}</span></div>
    <dl class="fields">${Object.entries({ ...fields, ...annotations }).map(
      ([name, value]) =>
        html`<dt>${name}</dt><dd>${value === null ? html`<span class="null">NULL</span>` : python(value)}</dd>`,
    )}</dl>
  `;
}
