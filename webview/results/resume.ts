/** Where the focus goes once the next results are there. */
export type Resume = { readonly to: "line" } | { readonly to: "heading"; readonly key: string };

let wanted: Resume | undefined;

/** What a person runs from a place keeps them at that place. */
export function resumeAt(place: Resume): void {
  wanted = place;
}

/** Takes the place up, where it is one of this kind. */
export function takeResume<T extends Resume["to"]>(to: T): (Resume & { readonly to: T }) | undefined {
  if (wanted?.to !== to) return undefined;
  const place = wanted as Resume & { readonly to: T };
  wanted = undefined;
  return place;
}
