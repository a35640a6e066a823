type Bundle = { readonly [message: string]: string | undefined };

const bundle = read();

/** A message in the person's language: the English text is its key, as with the editor's own `l10n.t`. */
export function t(message: string, ...values: readonly (string | number)[]): string {
  const text = bundle[message] ?? message;
  return text.replace(/\{(\d+)\}/g, (whole, index: string) => String(values[Number(index)] ?? whole));
}

/** `1 row`, `3 rows`, `1,200 rows`. */
export function rows(count: number): string {
  return count === 1 ? t("1 row") : t("{0} rows", count.toLocaleString(document.documentElement.lang || "en"));
}

/** A duration as short as it is exact enough. */
export function duration(milliseconds: number): string {
  if (milliseconds < 10) return t("{0} ms", milliseconds.toFixed(1));
  return milliseconds < 1000 ? t("{0} ms", Math.round(milliseconds)) : t("{0} s", (milliseconds / 1000).toFixed(1));
}

function read(): Bundle {
  const element = document.getElementById("messages");
  return element === null ? {} : (JSON.parse(element.textContent ?? "{}") as Bundle);
}
