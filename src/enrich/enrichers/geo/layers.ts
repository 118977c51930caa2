/**
 * A partition of one address space, packed: from start i up to the next start the value is `values[i]`. The first start is 0.
 * IPv4 starts take one lane of 32 bits, IPv6 starts four, highest first.
 */
export interface Layer {
  readonly starts: Uint32Array;
  readonly values: Uint32Array;
}

/**
 * Lays partitions over each other: at each border of any of them `combine` is asked what holds from there on, given the
 * values of all layers in their order (the array is used again: not to be kept). Neighbours that say the same become one.
 * Borders are compared lane by lane, without bigints: half a million of them take some 30 ms.
 */
export function mergeLayers(family: 4 | 6, layers: readonly Layer[], combine: (values: Uint32Array) => number): Layer {
  return family === 4 ? mergeV4(layers, combine) : mergeV6(layers, combine);
}

function mergeV4(layers: readonly Layer[], combine: (values: Uint32Array) => number): Layer {
  const count = layers.length;
  const room = layers.reduce((sum, { values }) => sum + values.length, 0);
  const starts = new Uint32Array(room);
  const values = new Uint32Array(room);
  const rows = new Uint32Array(count);
  const now = Uint32Array.from(layers, (layer) => layer.values[0]);
  let length = 0;
  let at = 0;
  while (at !== Infinity) {
    const value = combine(now);
    if (length === 0 || values[length - 1] !== value) {
      starts[length] = at;
      values[length++] = value;
    }
    let next = Infinity;
    for (let k = 0; k < count; k++) {
      const row = rows[k] + 1;
      if (row < layers[k].values.length && layers[k].starts[row] < next) next = layers[k].starts[row];
    }
    for (let k = 0; k < count; k++) {
      const row = rows[k] + 1;
      if (row < layers[k].values.length && layers[k].starts[row] === next) {
        rows[k] = row;
        now[k] = layers[k].values[row];
      }
    }
    at = next;
  }
  return { starts: starts.slice(0, length), values: values.slice(0, length) };
}

function mergeV6(layers: readonly Layer[], combine: (values: Uint32Array) => number): Layer {
  const count = layers.length;
  const room = layers.reduce((sum, { values }) => sum + values.length, 0);
  const starts = new Uint32Array(room * 4);
  const values = new Uint32Array(room);
  const rows = new Uint32Array(count);
  const now = Uint32Array.from(layers, (layer) => layer.values[0]);
  let length = 0;
  /** Layer that holds the border we are at, and its row there; the first border is 0 in all. */
  let from = 0;
  while (from >= 0) {
    const value = combine(now);
    if (length === 0 || values[length - 1] !== value) {
      const source = layers[from].starts;
      const at = rows[from] * 4;
      starts[length * 4] = source[at];
      starts[length * 4 + 1] = source[at + 1];
      starts[length * 4 + 2] = source[at + 2];
      starts[length * 4 + 3] = source[at + 3];
      values[length++] = value;
    }
    let next = -1;
    for (let k = 0; k < count; k++) {
      if (rows[k] + 1 >= layers[k].values.length) continue;
      if (next < 0 || compare(layers[k].starts, rows[k] + 1, layers[next].starts, rows[next] + 1) < 0) next = k;
    }
    if (next < 0) break;
    const border = layers[next].starts;
    const borderRow = rows[next] + 1;
    for (let k = 0; k < count; k++) {
      const row = rows[k] + 1;
      if (row < layers[k].values.length && compare(layers[k].starts, row, border, borderRow) === 0) {
        rows[k] = row;
        now[k] = layers[k].values[row];
      }
    }
    from = next;
  }
  return { starts: starts.slice(0, length * 4), values: values.slice(0, length) };
}

/** Below 0, 0 or above 0 as row `i` of `a` lies before, at or behind row `j` of `b`. */
function compare(a: Uint32Array, i: number, b: Uint32Array, j: number): number {
  for (let lane = 0; lane < 4; lane++) {
    const difference = a[i * 4 + lane] - b[j * 4 + lane];
    if (difference !== 0) return difference;
  }
  return 0;
}

/** A layer out of few borders, in rising order, the first 0: of ranges that people wrote. */
export function layerOf(family: 4 | 6, borders: readonly { readonly at: bigint; readonly value: number }[]): Layer {
  const lanes = family === 4 ? 1 : 4;
  const starts = new Uint32Array(borders.length * lanes);
  borders.forEach(({ at }, row) => {
    for (let lane = 0; lane < lanes; lane++)
      starts[row * lanes + lane] = Number((at >> BigInt(32 * (lanes - 1 - lane))) & 0xffffffffn);
  });
  return { starts, values: Uint32Array.from(borders, ({ value }) => value) };
}
