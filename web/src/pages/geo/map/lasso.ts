/** A place on the map, in the units of its drawing. */
export type Point = readonly [x: number, y: number];

/**
 * The countries whose centre lies within a line drawn around them; the line is closed from its last point to its first.
 * Fewer than three points hold nothing. A point counts as inside where a ray from it crosses the line an odd number of times.
 */
export function countriesWithin(line: readonly Point[], centres: ReadonlyMap<string, Point>): string[] {
  if (line.length < 3) return [];
  return [...centres].filter(([code, centre]) => code !== '' && isWithin(line, centre)).map(([code]) => code);
}

function isWithin(line: readonly Point[], [x, y]: Point): boolean {
  let inside = false;
  for (let index = 0, before = line.length - 1; index < line.length; before = index++) {
    const [ax, ay] = line[index]!;
    const [bx, by] = line[before]!;
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}
