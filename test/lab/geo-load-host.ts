import { GeoKernel } from '../../src/enforce/geo/kernel/geo-kernel.ts';
import { act, plan, sip, smallWorld } from './geo-world.ts';

/** Loads another world into a table, for a test that ends it in the middle. Takes the table and the namespace. */
const [table, netns] = process.argv.slice(2);
const ranges: string[] = [];
for (let high = 0; high < 100_000; high++)
  ranges.push(`${1 + (high >> 9)}.${(high >> 1) & 255}.${(high & 1) << 7}.0/24`);
const world = smallWorld({ NL: ranges.filter((_, i) => i % 2 === 0), SE: ranges.filter((_, i) => i % 2 === 1) });
const kernel = new GeoKernel({ table, netns }, Date.now);
await kernel.apply(plan(world, sip(world, { NL: act('refuse') })));
await kernel.stop();
