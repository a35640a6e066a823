const most = 100;
/** The texts that were run from this page, the latest last. */
const texts: string[] = [];

/** Earlier texts of a line, and the way through them. */
export class LineHistory {
  #at = texts.length;
  /** What was being written when one went back. */
  #draft = "";

  add(text: string): void {
    const known = texts.indexOf(text);
    if (known >= 0) texts.splice(known, 1);
    texts.push(text);
    if (texts.length > most) texts.shift();
    this.#at = texts.length - 1;
  }

  /** The text before (-1) or after (1) the one that stands there; undefined where there is none. */
  step(current: string, by: -1 | 1): string | undefined {
    const known = texts[this.#at];
    if (known !== current) this.#draft = current;
    const to = this.#at + by;
    if (to < 0 || to > texts.length) return undefined;
    this.#at = to;
    return texts[to] ?? (this.#draft === "" ? undefined : this.#draft);
  }
}
