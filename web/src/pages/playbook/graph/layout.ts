import { Graph, layout } from '@dagrejs/dagre';
import type { Drawing } from '../model/drawing.ts';
import type { FlowStep } from '../model/flow.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}
/** Where everything is drawn, px. */
export interface Layout {
  /** Top left corner and size, by id. */
  readonly nodes: ReadonlyMap<string, Point & { readonly width: number; readonly height: number }>;
  /** Points of a line from its beginning to its end, and the middle of its label. */
  readonly lines: ReadonlyMap<string, { readonly points: readonly Point[]; readonly label: Point }>;
}

/** Size of a step, px; names take two lines at most. */
function sizeOf({ type }: FlowStep): { width: number; height: number } {
  if (type === 'start' || type === 'end') return { width: 92, height: 32 };
  return { width: 228, height: type === 'action' || type === 'playbook-action' ? 80 : 84 };
}

/** Lays steps out from top to bottom, branches side by side. `words`: what stands on a line, by its id. */
export function layOut<Step extends FlowStep>(
  { nodes, lines }: Drawing<Step>,
  words: ReadonlyMap<string, string>,
): Layout {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'TB', nodesep: 30, ranksep: 34, edgesep: 18, marginx: 16, marginy: 16 });
  for (const { id, step } of nodes) graph.setNode(id, sizeOf(step));
  for (const { id, from, to, kind } of lines) {
    const word = words.get(id) ?? '';
    const label = word === '' ? { width: 0, height: 0 } : { width: Math.min(150, word.length * 7 + 14), height: 18 };
    // A line back would turn the whole around: it is laid out forward and drawn the other way.
    const [v, w] = kind === 'again' ? [to, from] : [from, to];
    if (v !== w) graph.setEdge(v, w, { ...label, labelpos: 'c', weight: kind === 'failed' ? 1 : 2, minlen: 1 }, id);
  }
  layout(graph);
  const placed: Layout['nodes'] = new Map(
    nodes.map(({ id }) => {
      const {
        x = 0,
        y = 0,
        width = 0,
        height = 0,
      } = graph.node(id) as Partial<Point & { width: number; height: number }>;
      return [id, { x: x - width / 2, y: y - height / 2, width, height }];
    }),
  );
  const drawn: Layout['lines'] = new Map(
    graph.edges().flatMap((edge) => {
      const { points = [], x = 0, y = 0 } = graph.edge(edge) as { points?: Point[] } & Partial<Point>;
      const id = edge.name ?? '';
      const back = lines.find((line) => line.id === id)?.kind === 'again';
      return [[id, { points: back ? points.toReversed() : points, label: { x, y } }] as const];
    }),
  );
  return { nodes: placed, lines: drawn };
}
