// Imported in front of what waits for the page to load: where it has loaded already, that is told so at once. An event of
// our own would be taken for the page's by the editor, which shows the page when it has loaded.
const own = window.addEventListener;

if (document.readyState === "complete") {
  window.addEventListener = (type: string, listener: EventListenerOrEventListenerObject): void => {
    if (type !== "load") own.call(window, type, listener);
    else if (typeof listener === "function") queueMicrotask(() => listener(new Event("load")));
  };
}

/** Ends it, once all that waits is imported. */
export function listenAgain(): void {
  window.addEventListener = own;
}
