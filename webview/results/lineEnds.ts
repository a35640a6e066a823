/**
 * A control's text with the line ends of the text that it was given: a control knows only one kind, and would change
 * every line of a text that was written elsewhere. Where a text had several kinds, its lines end as the control has them.
 */
export function withLineEnds(text: string, before: string): string {
  const hasOnlyPairs = before.includes("\r\n") && !/\r(?!\n)|(?<!\r)\n/.test(before);
  return hasOnlyPairs ? text.replaceAll("\n", "\r\n") : text;
}
