/**
 * Adds a script of the page's own, which may run by the page's nonce. `name` is that of the body's `data-` attribute with
 * its address. Rejects where it cannot be loaded.
 */
export function addScript(name: "chart" | "toolkit"): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.content ?? "";
    script.src = document.body.dataset[name] ?? "";
    script.addEventListener("error", () => reject(new Error(`${name} could not be loaded.`)));
    script.addEventListener("load", () => resolve());
    document.head.append(script);
  });
}
