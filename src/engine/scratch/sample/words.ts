const list = (text: string): readonly string[] => text.trim().split(/\s*\n\s*|\s*,\s*/);

export const FIRST_NAMES = list(
  "Ada, Alan, Amara, Anna, Ben, Bo, Carla, Chen, Dina, Elif, Emma, Farid, Grace, Hana, Hugo, Ines, Ivan, Jonas, Kofi, Lea, Leo, Lina, Mara, Mateo, Mia, Nadia, Noah, Olga, Omar, Paul, Priya, Rosa, Samir, Sofia, Tariq, Tom, Uma, Vera, Yuki, Zoe",
);
export const LAST_NAMES = list(
  "Abbott, Almeida, Andersen, Bauer, Becker, Castro, Chandra, Costa, Diaz, Dubois, Eriksen, Fischer, Garcia, Haddad, Hansen, Ito, Jansen, Keller, Khan, Kim, Kowalski, Larsen, Lopez, Mbeki, Meyer, Moreau, Nakamura, Novak, Okafor, Olsen, Patel, Petrov, Rossi, Santos, Schmidt, Silva, Tanaka, Weber, Wong, Young",
);
export const CITIES = list(
  "Accra, Amsterdam, Athens, Berlin, Bogota, Cairo, Dublin, Geneva, Hanoi, Helsinki, Istanbul, Kyoto, Lagos, Lima, Lisbon, London, Madrid, Melbourne, Montreal, Nairobi, Osaka, Oslo, Paris, Porto, Prague, Quito, Rome, Seoul, Tallinn, Toronto, Vienna, Warsaw",
);
export const COUNTRIES = list(
  "Argentina, Austria, Brazil, Canada, Chile, Denmark, Egypt, Estonia, Finland, France, Germany, Ghana, Greece, India, Ireland, Italy, Japan, Kenya, Mexico, Norway, Peru, Poland, Portugal, Spain, Sweden, Vietnam",
);
export const COUNTRY_CODES = list(
  "AR, AT, BR, CA, CL, DE, DK, EE, EG, ES, FI, FR, GH, GR, IE, IN, IT, JP, KE, MX, NO, PE, PL, PT, SE, VN",
);
export const CURRENCIES = list("CAD, CHF, EUR, GBP, JPY, NOK, PLN, SEK, USD");
export const LANGUAGES = list("cs, da, de, en, es, fi, fr, it, ja, nl, no, pl, pt, sv");
export const STREETS = list(
  "Baker Street, Bridge Road, Canal Lane, Castle Hill, Church Street, Elm Avenue, Garden Row, Harbour Road, High Street, King Street, Lake View, Market Square, Mill Lane, Oak Drive, Park Avenue, River Walk, Station Road, Willow Way",
);
export const COLOURS = list(
  "amber, black, blue, brown, copper, crimson, gold, green, grey, indigo, ivory, orange, purple, red, silver, teal, violet, white",
);
export const ADJECTIVES = list(
  "Ancient, Bright, Broken, Calm, Clever, Distant, Early, Electric, Endless, First, Gentle, Golden, Hidden, Last, Little, Lost, Lucky, New, Northern, Open, Paper, Quiet, Restless, Second, Silent, Silver, Simple, Slow, Small, Wild, Winter, Young",
);
export const NOUNS = list(
  "Anchor, Autumn, Bridge, Candle, Circle, Cloud, Compass, Coast, Field, Forest, Garden, Harbour, Island, Journey, Lantern, Letter, Map, Meadow, Mirror, Morning, Mountain, Ocean, Orchard, River, Road, Season, Shadow, Signal, Star, Story, Valley, Window",
);
export const COMPANY_ENDS = list("& Sons, Brothers, Group, Labs, Limited, Partners, Studio, Works");
export const JOBS = list(
  "Accountant, Analyst, Architect, Baker, Designer, Doctor, Editor, Engineer, Gardener, Librarian, Manager, Musician, Nurse, Pilot, Teacher, Writer",
);
export const SENTENCES = [
  "Made in a small workshop by people who care.",
  "It took longer than planned, and was worth it.",
  "A good place to begin.",
  "Nobody expected it to work at the first attempt.",
  "The second half is better than the first.",
  "Everything is where it should be.",
  "Please read this before you go on.",
  "It arrived on time and in one piece.",
  "There is more to say about this another day.",
  "Two of the three parts were replaced last year.",
  "The old version is still kept in the archive.",
  "Ask at the desk for the key.",
] as const;
