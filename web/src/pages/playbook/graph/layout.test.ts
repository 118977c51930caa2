import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Playbook } from '../../../../../src/core/playbook/playbook.ts';
import { drawingOf } from '../model/drawing.ts';
import { flowOf } from '../model/flow.ts';
import { layOut } from './layout.ts';

const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../../../playbooks/${name}.en.json`, import.meta.url), 'utf8')) as Playbook;

test('no two steps lie over each other, and every way but those that repeat goes down', () => {
  for (const name of ['toll-fraud', 'ddos-sip', 'sbc-pbx-outage', 'supplier-incident']) {
    const drawing = drawingOf(flowOf(read(name)));
    const { nodes, lines } = layOut(drawing, new Map());
    const boxes = [...nodes.values()];
    expect(boxes.length).toBe(drawing.nodes.length);
    for (const [place, a] of boxes.entries())
      for (const b of boxes.slice(place + 1)) {
        const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
        expect(apart, `${name}: ${JSON.stringify([a, b])}`).toBe(true);
      }
    for (const { id, kind } of drawing.lines) {
      const { points } = lines.get(id)!;
      if (kind !== 'again') expect(points.at(-1)!.y, id).toBeGreaterThan(points[0]!.y);
    }
  }
});

test('branches at the same time stand side by side, the first on the left', () => {
  const playbook = read('toll-fraud');
  const parallel = Object.values(playbook.workflow).find(({ type }) => type === 'parallel')!;
  const { nodes } = layOut(drawingOf(flowOf(playbook)), new Map());
  const places = (parallel.type === 'parallel' ? parallel.next_steps! : []).map((id) => nodes.get(id)!);
  expect(places.length).toBeGreaterThan(1);
  expect(new Set(places.map(({ y }) => y)).size).toBe(1);
  expect(places[0]!.x).toBeLessThan(places.at(-1)!.x);
});
