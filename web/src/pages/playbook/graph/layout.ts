import { Graph, layout } from '@dagrejs/dagre';
import type { Drawing, DrawnLine } from '../model/drawing.ts';
import { type FlowStep, isBranch } from '../model/flow.ts';

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
    if (v !== w) graph.setEdge(v, w, { ...label, labelpos: 'c', weight: pulls(kind), minlen: 1 }, id);
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
      const { points = [] } = graph.edge(edge) as { points?: Point[] };
      if (points.length < 2) return [];
      const id = edge.name ?? '';
      const back = lines.find((line) => line.id === id)?.kind === 'again';
      const [from, to] = [placed.get(edge.v)!, placed.get(edge.w)!];
      // Out of the bottom and into the top: the corners of some shapes are cut off.
      const way = points.with(0, below(from, points[0]!)).with(-1, { ...below(to, points.at(-1)!), y: to.y });
      // A word stands where its way begins: ways that run far apart come close again where they end.
      return [[id, { points: back ? way.toReversed() : way, label: points[1] ?? from }] as const];
    }),
  );
  return inReadingOrder({ nodes: placed, lines: drawn }, lines);
}

/** The place at the bottom of a step that is nearest to a point, away from its corners. */
function below({ x, y, width, height }: Point & { width: number; height: number }, { x: near }: Point): Point {
  return { x: Math.min(Math.max(near, x + width * 0.2), x + width * 0.8), y: y + height };
}

/** A branch stands close to where it begins, and what comes after it closes the gap. */
function pulls(kind: DrawnLine['kind']): number {
  if (kind === 'join' || kind === 'again' || kind === 'failed') return 1;
  return kind === 'then' ? 4 : 3;
}

/** The first branch of most steps on the left: mirrored where they came out the other way. */
function inReadingOrder(layout: Layout, lines: readonly DrawnLine[]): Layout {
  const branches = Map.groupBy(
    lines.filter(({ way }) => way && isBranch(way)),
    ({ from }) => from,
  );
  let turned = 0;
  for (const ways of branches.values()) {
    const [first, last] = [ways[0]!, ways.at(-1)!].map(({ to }) => layout.nodes.get(to)?.x ?? 0);
    turned += Math.sign(first! - last!);
  }
  if (turned <= 0) return layout;
  const width = Math.max(...[...layout.nodes.values()].map((node) => node.x + node.width));
  const over = ({ x, y }: Point): Point => ({ x: width - x, y });
  return {
    nodes: new Map([...layout.nodes].map(([id, node]) => [id, { ...node, x: width - node.x - node.width }])),
    lines: new Map(
      [...layout.lines].map(([id, { points, label }]) => [id, { points: points.map(over), label: over(label) }]),
    ),
  };
}
