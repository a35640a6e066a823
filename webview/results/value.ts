import { html, type TemplateResult } from "lit";
import type { Json } from "../../src/protocol/json";

/** A value that is no table, as plainly as it can be shown. */
export function plainValue(value: Json, type: string | undefined): TemplateResult {
  if (isInstance(value)) return instance(value);
  if (value === "") return html`<pre class="value dim">""</pre>`;
  if (typeof value === "string") return html`<pre class="value">${value}</pre>`;
  return html`<pre class="value">${python(value, 0)}</pre>${type === undefined || isScalar(value) ? "" : html`<span class="dim">${type}</span>`}`;
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
    <div class="instance"><strong>${model}</strong> <span class="dim">${python(pk, 0)}</span></div>
    <dl class="fields">${Object.entries({ ...fields, ...annotations }).map(
      ([name, value]) =>
        html`<dt>${name}</dt><dd>${value === null ? html`<span class="null">NULL</span>` : python(value, 0)}</dd>`,
    )}</dl>
  `;
}

/** Python's own spelling, a list or an object over lines where it is long. */
export function python(value: Json, depth: number): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return quote(value);
  const [open, close, items] = Array.isArray(value)
    ? (["[", "]", value.map((item: Json) => python(item, depth + 1))] as const)
    : ([
        "{",
        "}",
        Object.entries(value).map(([key, item]) => `${quote(key)}: ${python(item as Json, depth + 1)}`),
      ] as const);
  const line = `${open}${items.join(", ")}${close}`;
  if (line.length <= 80 && !line.includes("\n")) return line;
  const indent = "    ".repeat(depth + 1);
  return `${open}\n${items.map((item) => `${indent}${item},\n`).join("")}${"    ".repeat(depth)}${close}`;
}

function quote(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\t", "\\t");
  return `${mark}${escaped.replaceAll(mark, `\\${mark}`)}${mark}`;
}
