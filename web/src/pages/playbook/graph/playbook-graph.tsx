import { ActionIcon } from '@mantine/core';
import {
  type Connection,
  type Edge,
  Panel as FlowPanel,
  MarkerType,
  type Node,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
} from '@xyflow/react';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { IconMaximize, IconZoomIn, IconZoomOut } from '../../../parts/icons.ts';
import type { Tone } from '../../../parts/mark.tsx';
import { visibleText } from '../../../parts/visible-text.ts';
import { drawingOf } from '../model/drawing.ts';
import type { Flow, FlowStep } from '../model/flow.ts';
import { outlineOf } from '../model/outline.ts';
import type { StepKind } from '../parts/step-kind.tsx';
import { useWayWords } from '../parts/use-way-words.ts';
import { layOut } from './layout.ts';
import { StepNode, type StepNodeData } from './step-node.tsx';
import { WayEdge, type WayEdgeData } from './way-edge.tsx';
import '@xyflow/react/dist/base.css';
import './graph.css';

/** A step as the graph shows it. */
export interface GraphStep extends FlowStep {
  readonly name: string;
  readonly kind: StepKind;
  readonly faults: number;
}

interface Props {
  readonly flow: Flow<GraphStep>;
  readonly chosen: string | undefined;
  readonly onChoose: (id: string | undefined) => void;
  /** Where a run is, by step. */
  readonly states?: ReadonlyMap<string, { readonly tone: Tone; readonly word: string }>;
  /** Makes it the graph of an editor. */
  readonly edit?: { readonly connect: (from: string, to: string) => void; readonly remove: (id: string) => void };
}

const nodeTypes = { step: StepNode };
const edgeTypes = { way: WayEdge };
/** Smaller is not read any more: what does not fit then is moved to. */
const readable = 0.55;

/** The steps of a playbook and the ways between them; by mouse, finger and keyboard. */
export function PlaybookGraph(props: Props) {
  return (
    <ReactFlowProvider>
      <Drawn {...props} />
    </ReactFlowProvider>
  );
}

function Drawn({ flow, chosen, onChoose, states, edit }: Props) {
  const { t } = useTranslation();
  const words = useWayWords();
  const view = useReactFlow();
  const frame = useRef<HTMLDivElement>(null);
  const help = useId();
  const editable = edit !== undefined;
  const shape = useMemo(() => {
    const drawing = drawingOf(flow);
    const byId = new Map(flow.steps.map((step) => [step.id, step]));
    const told = new Map(
      drawing.lines.map(({ id, kind, way, from }) => {
        const type = byId.get(from)?.type;
        if (!way || !type || type === 'start') return [id, ''];
        if (kind !== 'then') return [id, words.of(way, type)];
        if (type === 'action' || type === 'playbook-action') return [id, ''];
        if (type === 'if-condition' && !drawing.lines.some((line) => line.from === from && line.kind === 'no'))
          return [id, t('playbooks.way_no')];
        return [id, type === 'switch-condition' ? t('playbooks.way_default') : words.of(way, type)];
      }),
    );
    return { drawing, told, layout: layOut(drawing, told), numbers: outlineOf(flow).numbers };
  }, [flow, t, words]);

  const nodes = useMemo(
    () =>
      shape.drawing.nodes.map(({ id, step }): Node<StepNodeData> => {
        const { x, y, width, height } = shape.layout.nodes.get(id)!;
        const number = shape.numbers.get(step.id) ?? '';
        const kind = t(`playbooks.kind_${step.kind}`);
        const state = states?.get(step.id);
        const faults = step.faults > 0 ? t('playbooks.stepFaults', { count: step.faults }) : '';
        const name = [number, kind, visibleText(step.name), state?.word, faults].filter(Boolean).join(', ');
        return {
          ...{ id, width, height, type: 'step', position: { x, y } },
          ...{
            draggable: false,
            selectable: false,
            focusable: step.type !== 'end',
            ariaRole: 'button',
            ariaLabel: name,
          },
          domAttributes: { 'aria-roledescription': undefined, 'aria-pressed': step.id === chosen },
          data: {
            ...{ kind: step.kind, number, name: step.name, faults: step.faults, state },
            ...{ exception: step.id === flow.exception, chosen: step.id === chosen, editable },
          },
        };
      }),
    [shape, states, chosen, editable, flow.exception, t],
  );
  const edges = useMemo(() => {
    const nodesById = new Map(shape.drawing.nodes.map((node) => [node.id, node.step]));
    const nameOf = (id: string) =>
      visibleText(nodesById.get(id)?.name ?? '') || t(`playbooks.kind_${nodesById.get(id)!.kind}`);
    return shape.drawing.lines.flatMap(({ id, from, to, kind }): Edge<WayEdgeData>[] => {
      const line = shape.layout.lines.get(id);
      if (!line) return [];
      return [
        {
          ...{ id, type: 'way', source: from, target: to, focusable: false, selectable: false },
          markerEnd: { type: MarkerType.ArrowClosed, width: 16, height: 16, color: 'var(--bw-way)' },
          ariaLabel: [nameOf(from), shape.told.get(id), nameOf(to)].filter(Boolean).join(' → '),
          data: { points: line.points, at: line.label, word: shape.told.get(id) ?? '', kind },
        },
      ];
    });
  }, [shape, t]);

  /** All of it, when it can still be read; else its width, from the top. */
  const begin = () => {
    const box = frame.current?.getBoundingClientRect();
    if (!box) return;
    const { width, height, x } = boundsOf(shape.layout.nodes.values());
    const whole = Math.min(1, box.width / (width + 40), box.height / (height + 40));
    if (whole >= readable) return void view.setViewport(centred(whole));
    void view.setViewport(centred(Math.min(1, Math.max(readable, box.width / (width + 40)))));

    function centred(zoom: number) {
      const top = Math.max(12, zoom === whole ? (box!.height - height * zoom) / 2 : 12);
      const start = shape.layout.nodes.get(flow.start);
      // What is wider than the frame begins where the playbook begins.
      const middle = width * zoom > box!.width && start ? start.x + start.width / 2 : x + width / 2;
      return { zoom, x: box!.width / 2 - middle * zoom, y: top };
    }
  };

  const centre = (id: string, focus: boolean) => {
    const place = shape.layout.nodes.get(id);
    if (!place) return;
    const { x, y, zoom } = view.getViewport();
    const box = frame.current!.getBoundingClientRect();
    const left = place.x * zoom + x;
    const top = place.y * zoom + y;
    const inside =
      left >= 0 && top >= 0 && left + place.width * zoom <= box.width && top + place.height * zoom <= box.height;
    if (!inside)
      void view.setCenter(place.x + place.width / 2, place.y + place.height / 2, { zoom: Math.max(zoom, readable) });
    if (focus) frame.current?.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`)?.focus();
  };
  const knows = chosen !== undefined && shape.layout.nodes.has(chosen);
  // biome-ignore lint/correctness/useExhaustiveDependencies: moves only when another step is chosen
  useEffect(() => {
    if (knows) centre(chosen, false);
  }, [chosen, knows]);

  const onKeyDown = (event: KeyboardEvent) => {
    const id = (event.target as Element).closest('.react-flow__node')?.getAttribute('data-id');
    if (!id || event.ctrlKey || event.metaKey || event.altKey) return;
    const { lines } = shape.drawing;
    const places = shape.layout.nodes;
    const beside = (sign: number) => {
      const own = places.get(id)!;
      return shape.drawing.nodes
        .map((node) => ({ id: node.id, step: node.step, at: places.get(node.id)! }))
        .filter(({ step, at }) => step.type !== 'end' && (at.x - own.x) * sign > 0)
        .sort((a, b) => far(a.at, own) - far(b.at, own))[0]?.id;
    };
    const skipEnd = (found: string | undefined) => {
      const end = found?.includes('@') ? lines.find(({ from }) => from === found)?.to : found;
      return end;
    };
    const to =
      event.key === 'ArrowDown'
        ? skipEnd(lines.find(({ from }) => from === id)?.to)
        : event.key === 'ArrowUp'
          ? shape.drawing.lines.find(({ to }) => to === id)?.from.replace(/@.*$/, '')
          : event.key === 'ArrowLeft'
            ? beside(-1)
            : event.key === 'ArrowRight'
              ? beside(1)
              : undefined;
    if (event.key === 'Enter' || event.key === ' ') onChoose(id);
    else if (event.key === 'Escape') onChoose(undefined);
    else if (event.key === 'Delete' && edit) edit.remove(id);
    else if (to && places.has(to)) centre(to, true);
    else if (!event.key.startsWith('Arrow')) return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <section
      ref={frame}
      className="bw-playbook-graph"
      onKeyDown={onKeyDown}
      aria-label={t('playbooks.graph')}
      aria-describedby={help}
    >
      <p id={help} className="sr-only">
        {t('playbooks.graphHelp')}
      </p>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onInit={begin}
        onNodeClick={(_event, node) => {
          if (node.data.kind !== 'end') onChoose(node.id);
        }}
        onPaneClick={() => onChoose(undefined)}
        onConnect={({ source, target }: Connection) => edit?.connect(source, target.replace(/@.*$/, ''))}
        nodesDraggable={false}
        nodesConnectable={editable}
        nodesFocusable
        edgesFocusable={false}
        elementsSelectable={false}
        disableKeyboardA11y
        deleteKeyCode={null}
        zoomOnScroll={false}
        zoomOnDoubleClick={false}
        preventScrolling={false}
        minZoom={0.1}
        maxZoom={1.6}
      >
        <FlowPanel position="top-right" className="bw-playbook-graph-tools no-print">
          <ActionIcon
            variant="default"
            size={32}
            aria-label={t('playbooks.zoomIn')}
            title={t('playbooks.zoomIn')}
            onClick={() => void view.zoomIn()}
          >
            <IconZoomIn size={17} />
          </ActionIcon>
          <ActionIcon
            variant="default"
            size={32}
            aria-label={t('playbooks.zoomOut')}
            title={t('playbooks.zoomOut')}
            onClick={() => void view.zoomOut()}
          >
            <IconZoomOut size={17} />
          </ActionIcon>
          <ActionIcon
            variant="default"
            size={32}
            aria-label={t('playbooks.fit')}
            title={t('playbooks.fit')}
            onClick={() => void view.fitView({ padding: 0.05 })}
          >
            <IconMaximize size={17} />
          </ActionIcon>
        </FlowPanel>
      </ReactFlow>
    </section>
  );
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function boundsOf(boxes: Iterable<Box>): Box {
  const all = [...boxes];
  const x = Math.min(0, ...all.map((box) => box.x));
  const y = Math.min(0, ...all.map((box) => box.y));
  return {
    ...{ x, y },
    width: Math.max(1, ...all.map((box) => box.x + box.width)) - x,
    height: Math.max(1, ...all.map((box) => box.y + box.height)) - y,
  };
}

/** How far aside: what stands on the same height is nearer. */
function far(a: Box, b: Box): number {
  return Math.abs(a.x - b.x) + Math.abs(a.y - b.y) * 3;
}
