// The demo's users, their points, and the customers; keys follow the order, from 1.

export const users = [
  { username: "ada", lastLogin: "2025-11-02 08:15:00", premium: false, points: 40 },
  { username: "grace", lastLogin: "2025-12-24 19:30:00", premium: true, points: 120 },
  { username: "linus", lastLogin: "2025-09-17 23:59:59.999999", premium: false, points: 10 },
  { username: "margaret", lastLogin: null, premium: false, points: 0 },
  { username: "guido", lastLogin: "2026-01-04 07:45:30", premium: false, points: 70 },
  { username: "barbara", lastLogin: "2025-10-31 12:00:00", premium: true, points: 90 },
  { username: "edsger", lastLogin: null, premium: false, points: 0 },
  { username: "hedy", lastLogin: "2025-08-08 08:08:08", premium: false, points: 30 },
];

/** Name and level. */
export const people = [
  ["Ana Sousa", "Premium"],
  ["Björn Lindqvist", "Basic"],
  ["Chiara O'Neill", "Premium"],
  ["Dmitri Petrov", "Basic"],
  ["Emeka Okafor", "Free"],
];

/** The person's key, company and note. */
export const customers = [
  [1, "Record Shop Lisbon", "Pays by the year."],
  [2, "Vinyl & Co", null],
  [3, "Night Radio", null],
  [5, "Okafor Sound", ""],
];
