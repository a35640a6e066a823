const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+/g;

/** JSON over lines, every number and text as it was: nothing is parsed into values. Other text stays as it is. */
export function prettyJson(text: string): string {
  try {
    JSON.parse(text);
  } catch {
    return text;
  }
  let depth = 0;
  let out = "";
  const line = (): string => `\n${"  ".repeat(depth)}`;
  const tokens = text.match(token) ?? [];
  for (const [i, part] of tokens.entries()) {
    const next = tokens[i + 1];
    if (part === "{" || part === "[") {
      const isEmpty = next === "}" || next === "]";
      if (!isEmpty) depth++;
      out += isEmpty ? part : part + line();
    } else if (part === "}" || part === "]") {
      const wasEmpty = tokens[i - 1] === "{" || tokens[i - 1] === "[";
      if (!wasEmpty) depth--;
      out += wasEmpty ? part : line() + part;
    } else if (part === ",") out += part + line();
    else if (part === ":") out += ": ";
    else out += part;
  }
  return out;
}
