import type { GeoClass, GeoWorld } from '../../core/geo/geo-world.ts';
import type { KernelPlan } from '../../core/geo/lane-plan.ts';

/**
 * The same plan over a world that tells apart only what its lanes treat differently: a fraction of the prefixes, so that an
 * empty kernel holds the policy before the whole world is in. What it counts has no country.
 */
export function coarsePlan({ world, guards, lanes, emergency }: KernelPlan): KernelPlan {
  const groups = new Map<string, number>();
  const first: number[] = [];
  const groupOf = new Uint32Array(world.classes.length);
  for (const i of world.classes.keys()) {
    const key = lanes.map(({ classes, known }) => [classes[i], known?.classes[i]]).join();
    let group = groups.get(key);
    if (group === undefined) {
      group = first.push(i) - 1;
      groups.set(key, group);
    }
    groupOf[i] = group;
  }
  const classes = first.map(
    (_, i): GeoClass => ({ country: '', asNumber: i, hosting: false, special: false, ranges: [] }),
  );
  return {
    guards,
    emergency,
    world: {
      ...{ classes, ranges: [], madeAt: world.madeAt, key: `${world.key}~coarse` },
      ...{ v4: merged(world.v4, groupOf, 1), v6: merged(world.v6, groupOf, 4) },
    },
    lanes: lanes.map(({ known, ...lane }) => ({
      ...{ ...lane, classes: Uint16Array.from(first, (i) => lane.classes[i]!) },
      known: known && { ...known, classes: Uint16Array.from(first, (i) => known.classes[i]!) },
    })),
  };
}

/** Runs of groups; a start takes `width` words. */
function merged({ starts, values }: GeoWorld['v4'], groupOf: Uint32Array, width: number): GeoWorld['v4'] {
  const into = { starts: new Uint32Array(starts.length), values: new Uint32Array(values.length) };
  let runs = 0;
  for (let i = 0; i < values.length; i++) {
    const group = groupOf[values[i]!]!;
    if (runs > 0 && into.values[runs - 1] === group) continue;
    for (let word = 0; word < width; word++) into.starts[runs * width + word] = starts[i * width + word]!;
    into.values[runs++] = group;
  }
  return { starts: into.starts.slice(0, runs * width), values: into.values.slice(0, runs) };
}
