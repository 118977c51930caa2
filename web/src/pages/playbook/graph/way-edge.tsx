import { BaseEdge, type Edge, EdgeLabelRenderer, type EdgeProps } from '@xyflow/react';
import type { Point } from './layout.ts';

export interface WayEdgeData extends Record<string, unknown> {
  readonly points: readonly Point[];
  readonly at: Point;
  readonly word: string;
  readonly kind: string;
}

/** A way from one step to another along the points it was laid out by, with its word on it. */
export function WayEdge({ id, data, markerEnd }: EdgeProps<Edge<WayEdgeData>>) {
  if (!data) return null;
  const { points, at, word, kind } = data;
  return (
    <>
      <BaseEdge id={id} path={smooth(points)} markerEnd={markerEnd} className={`bw-playbook-way ${kind}`} />
      {word !== '' && (
        <EdgeLabelRenderer>
          <div
            className={`bw-playbook-way-word ${kind}`}
            style={{ transform: `translate(-50%, -50%) translate(${at.x}px, ${at.y}px)` }}
          >
            <bdi>{word}</bdi>
          </div>
        </EdgeLabelRenderer>
      )}
    </>
  );
}

/** A line through points, round at its corners. */
function smooth(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (!first) return '';
  let path = `M${first.x},${first.y}`;
  for (const [place, point] of rest.entries()) {
    const next = rest[place + 1];
    if (!next) path += `L${point.x},${point.y}`;
    else path += `Q${point.x},${point.y} ${(point.x + next.x) / 2},${(point.y + next.y) / 2}`;
  }
  return path;
}
