const NULLS = "NULL comes last in ascending order on PostgreSQL, and first on SQLite";
const UNICODE = "SQLite folds the case of ASCII letters only";
const SIZES = "SQLite keeps values that do not fit their column's type";
const SCALE = "a numeric column rounds to its scale, and SQLite keeps what was computed";

/** Cases to which Django itself answers differently on PostgreSQL, by the case's id, with the reason. */
export const DIFFERENT: Readonly<Record<string, string>> = {
  "counting-72926396": NULLS,
  "f.expressions-f83de3fd": NULLS,
  "ordering-eee1042a": NULLS,
  "ordering-ef447a86": NULLS,
  "ordering-123c8d8a": NULLS,
  "ordering-35833b6d": NULLS,
  "ordering-d604f4ba": "JSON null is no NULL to PostgreSQL, and comes before text",
  "functions-522a3ea0": UNICODE,
  "lookup.text-2a08b38d": UNICODE,
  "kinds.read-7ac6dde3": SIZES,
  "kinds.write-1b44b9fa": SIZES,
  "kinds.write-9e92d517": SIZES,
  "shop.save-48ee51eb": SIZES,
  "kinds.write-eb39103d": "an integer out of range is the server's DataError, and on SQLite the driver's OverflowError",
  "shop.update-76741136": "an integer out of range is the server's DataError, and on SQLite the driver's OverflowError",
  "shop.update-639a5360": SCALE,
  "shop.update-d91dcc35": SCALE,
  "shop.update-9abf09e3": SCALE,
  "create.empty-0cd8b981": "a sequence does not follow keys that a script chose, and AUTOINCREMENT does",
  "keys.write-1a3bbcc8": "an integer primary key that is no AutoField is made up by SQLite only",
  "shop.upsert-320e6ba6":
    "a conflict target without a constraint is a ProgrammingError, and on SQLite an OperationalError",
};
