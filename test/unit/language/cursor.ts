import { LanguageService } from "../../../src/language/service";
import { music } from "./music";

/** The language with the music library's models. */
export const language = new LanguageService();
language.setModels(music);

/** Takes the last `|` out of a text and says where it was; an earlier one is Python's operator. */
export function cursor(marked: string): { readonly text: string; readonly offset: number } {
  const offset = marked.lastIndexOf("|");
  if (offset < 0) throw new Error("The text has no | in it.");
  return { text: marked.slice(0, offset) + marked.slice(offset + 1), offset };
}

/** Labels of what is offered at the `|`. */
export function offered(marked: string): string[] {
  const { text, offset } = cursor(marked);
  return language.complete(text, offset).map(({ label }) => label);
}

/** The text after one of the offers was taken; `|` stays where it was if it is behind. */
export function taken(marked: string, label: string): string {
  const { text, offset } = cursor(marked);
  const item = language.complete(text, offset).find((entry) => entry.label === label);
  if (!item) throw new Error(`${label} is not offered.`);
  return text.slice(0, item.from) + item.insert + text.slice(item.to);
}

/** What is told about the place of the `|`. */
export function told(marked: string): string | undefined {
  const { text, offset } = cursor(marked);
  return language.hover(text, offset)?.text;
}
