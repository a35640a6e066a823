// Invents the demo's music library. The same every time: the random numbers are seeded.
import { classics } from "./classics.mjs";
import { adjectives, bands, firstNames, genres, journeys, lastNames, nouns, places, verbs } from "./words.mjs";

const inventedAlbums = 300;
const longest = 30;

/** The whole library, in the order of its keys: `{ title, artist, genre, songs }`. */
export function inventLibrary(seed = 1965) {
  const random = seeded(seed);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const genreNames = Object.keys(genres);
  const taken = new Set();
  const fresh = (make) => {
    for (;;) {
      const text = make();
      if (text.length > longest || taken.has(text)) continue;
      taken.add(text);
      return text;
    }
  };

  const invented = [];
  while (invented.length < inventedAlbums) {
    const genre = pick(genreNames);
    const artist = fresh(() => artistName(pick, genre));
    const count = Math.min(1 + Math.floor(random() * 6), inventedAlbums - invented.length);
    for (let index = 0; index < count; index++) {
      const title = fresh(() => albumTitle(pick, genre));
      const names = new Set();
      const tracks = 7 + Math.floor(random() * 7);
      while (names.size < tracks) names.add(songName(pick));
      invented.push({ title, artist, genre, songs: [...names] });
    }
  }
  return [...classics, ...invented];
}

function artistName(pick, genre) {
  const forms = [
    () => `${pick(firstNames)} ${pick(lastNames)}`,
    () => `The ${pick(genres[genre])} ${pick(bands)}`,
    () => `${pick(lastNames)} & the ${pick(bands)}`,
    () => `${pick(firstNames)} ${pick(lastNames)} ${genre === "Jazz" ? "Trio" : "Band"}`,
  ];
  return pick(forms)();
}

function albumTitle(pick, genre) {
  const word = pick(genres[genre]);
  const forms = [
    () => `${word} ${pick(nouns)}`,
    () => `${pick(adjectives)} ${word}`,
    () => `Songs from ${pick(places)}, Vol. ${pick([1, 2, 3])}`,
    () => `The ${adjectives.includes(word) ? "" : `${pick(adjectives)} `}${pick(nouns)}`,
    () => `${pick(nouns)} in ${pick(places)}`,
    () => `${word} & ${pick(nouns)}`,
  ];
  return pick(forms)();
}

function songName(pick) {
  const forms = [
    () => `${pick(adjectives)} ${pick(nouns)}`,
    () => `${pick(journeys)} to ${pick(places)}`,
    () => `${pick(verbs)} with Me`,
    () => `My ${pick(adjectives)} ${pick(nouns)}`,
    () => `${pick(nouns)} on ${pick(nouns)}`,
    () => `Don't ${pick(verbs)} Tonight`,
    () => `${pick(nouns)}s and ${pick(nouns)}s`,
    () => `If You ${pick(verbs)}, I'll ${pick(verbs)}`,
  ];
  return pick(forms)();
}

/** Random numbers from 0 to 1 after the mulberry32 recurrence: small, and the same on every machine. */
function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
