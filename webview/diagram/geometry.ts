export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Rect extends Point {
  readonly width: number;
  readonly height: number;
}

/** Where everything is, by the models' labels and the relations' ids. */
export interface Placement {
  readonly boxes: ReadonlyMap<string, Rect>;
  readonly lines: ReadonlyMap<string, readonly Point[]>;
  /** The apps' frames, by their names, where there are so many boxes that each app stands by itself. */
  readonly groups: ReadonlyMap<string, Rect>;
}

export function centre({ x, y, width, height }: Rect): Point {
  return { x: x + width / 2, y: y + height / 2 };
}

/** The smallest rectangle around everything. */
export function bounds({ boxes, lines, groups }: Placement): Rect {
  const xs: number[] = [];
  const ys: number[] = [];
  for (const { x, y, width, height } of [...boxes.values(), ...groups.values()]) {
    xs.push(x, x + width);
    ys.push(y, y + height);
  }
  for (const points of lines.values()) {
    for (const { x, y } of points) {
      xs.push(x);
      ys.push(y);
    }
  }
  if (xs.length === 0) return { x: 0, y: 0, width: 0, height: 0 };
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return { x: left, y: top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
}

export function overlap(a: Rect, b: Rect): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
