type Bundle = { readonly [message: string]: string | undefined };

const bundle = read();

/** A message in the person's language: the English text is its key, as with the editor's own `l10n.t`. */
export function t(message: string, ...values: readonly (string | number)[]): string {
  const text = bundle[message] ?? message;
  return text.replace(/\{(\d+)\}/g, (whole, index: string) => String(values[Number(index)] ?? whole));
}

/** `1,200`, as the person's language groups digits. The count is a whole number. */
export function grouped(count: number): string {
  const language = document.documentElement.lang || "en";
  // English without `Intl`: its first use takes longer than a page's first rows take to be drawn.
  if (!/^en(-us)?$/i.test(language)) return count.toLocaleString(language);
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `1 row`, `3 rows`, `1,200 rows`. */
export function rows(count: number): string {
  return count === 1 ? t("1 row") : t("{0} rows", grouped(count));
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
