/** Text with every character past ASCII as an escape, as `ascii()` and `!a` write it. */
export function asciiOnly(text: string): string {
  return text.replace(/[\u0080-\u{10ffff}]/gu, (c) => {
    const code = (c.codePointAt(0) ?? 0).toString(16);
    if (code.length <= 2) return `\\x${code.padStart(2, "0")}`;
    return code.length <= 4 ? `\\u${code.padStart(4, "0")}` : `\\U${code.padStart(8, "0")}`;
  });
}
