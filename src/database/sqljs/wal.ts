const HEADER = 32;
const FRAME_HEADER = 24;
const MAGIC = 0x377f0682;

/**
 * A database file's content with what its WAL has committed, as SQLite itself would read the two: a new array where the
 * WAL holds anything. What stands behind the first frame whose checksum or salt is wrong is an earlier round's rest, and
 * frames behind the last commit belong to a transaction that nobody has ended. (https://sqlite.org/fileformat.html#walformat)
 */
export function withWal(database: Uint8Array, wal: Uint8Array): Uint8Array {
  if (wal.length < HEADER) return database;
  const view = new DataView(wal.buffer, wal.byteOffset, wal.byteLength);
  const magic = view.getUint32(0);
  if ((magic & ~1) >>> 0 !== MAGIC) return database;
  const isLittle = (magic & 1) === 0;
  const pageSize = view.getUint32(8);
  if (pageSize < 512 || pageSize > 65536) return database;
  let sum = checksum(view, 0, 24, isLittle, [0, 0]);
  if (sum[0] !== view.getUint32(24) || sum[1] !== view.getUint32(28)) return database;
  let pending = new Map<number, number>();
  const committed = new Map<number, number>();
  let pages = 0;
  for (let at = HEADER; at + FRAME_HEADER + pageSize <= wal.length; at += FRAME_HEADER + pageSize) {
    const hasSalt = view.getUint32(at + 8) === view.getUint32(16) && view.getUint32(at + 12) === view.getUint32(20);
    sum = checksum(view, at, 8, isLittle, sum);
    sum = checksum(view, at + FRAME_HEADER, pageSize, isLittle, sum);
    if (!hasSalt || sum[0] !== view.getUint32(at + 16) || sum[1] !== view.getUint32(at + 20)) break;
    pending.set(view.getUint32(at), at + FRAME_HEADER);
    const size = view.getUint32(at + 4);
    if (size === 0) continue;
    for (const [page, place] of pending) committed.set(page, place);
    pending = new Map();
    pages = size;
  }
  if (pages === 0) return database;
  const whole = new Uint8Array(pages * pageSize);
  whole.set(database.subarray(0, whole.length));
  for (const [page, place] of committed)
    if (page <= pages) whole.set(wal.subarray(place, place + pageSize), (page - 1) * pageSize);
  return whole;
}

type Sum = readonly [number, number];

/** SQLite's running sum over pairs of 32-bit words. */
function checksum(view: DataView, from: number, length: number, isLittle: boolean, [first, second]: Sum): Sum {
  let [a, b] = [first, second];
  for (let at = from; at < from + length; at += 8) {
    a = (a + view.getUint32(at, isLittle) + b) >>> 0;
    b = (b + view.getUint32(at + 4, isLittle) + a) >>> 0;
  }
  return [a, b];
}
