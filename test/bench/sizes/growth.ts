/**
 * The exponent `k` of `milliseconds ≈ c · n^k`, by least squares on the logarithms: 1 where the cost is linear, 0 where it
 * does not depend on `n`.
 */
export function exponent(points: readonly (readonly [n: number, milliseconds: number])[]): number {
  const logs = points.map(([n, milliseconds]): [number, number] => [Math.log(n), Math.log(milliseconds)]);
  const mean = (at: 0 | 1): number => logs.reduce((sum, point) => sum + point[at], 0) / logs.length;
  const [x, y] = [mean(0), mean(1)];
  const above = logs.reduce((sum, [a, b]) => sum + (a - x) * (b - y), 0);
  return above / logs.reduce((sum, [a]) => sum + (a - x) ** 2, 0);
}
