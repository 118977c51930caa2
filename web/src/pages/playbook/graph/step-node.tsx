import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import { useTranslation } from 'react-i18next';
import { Mark, type Tone } from '../../../parts/mark.tsx';
import { visibleText } from '../../../parts/visible-text.ts';
import { KindMark, type StepKind } from '../parts/step-kind.tsx';

export interface StepNodeData extends Record<string, unknown> {
  readonly kind: StepKind;
  readonly number: string;
  readonly name: string;
  readonly faults: number;
  /** Done when all else fails. */
  readonly exception: boolean;
  /** Where a run is. */
  readonly state: { readonly tone: Tone; readonly word: string } | undefined;
  readonly chosen: boolean;
  readonly editable: boolean;
}

/** A step in the graph: its kind by shape, icon and word, its name, and what is wrong or going on with it. */
export function StepNode({ data }: NodeProps<Node<StepNodeData>>) {
  const { t } = useTranslation();
  const { kind, number, name, faults, exception, state, chosen, editable } = data;
  const mark = kind === 'start' || kind === 'end';
  return (
    <div className={`bw-playbook-node ${kind} ${chosen ? 'chosen' : ''} ${state ? `state-${state.tone}` : ''}`}>
      <Handle type="target" position={Position.Top} isConnectable={editable && kind !== 'start'} />
      <div className="bw-playbook-node-head">
        <KindMark kind={kind} />
        {!mark && <span className="bw-playbook-number">{number}</span>}
      </div>
      {!mark && (
        <div className="bw-playbook-node-name">{name ? <bdi>{visibleText(name)}</bdi> : t('playbooks.unnamed')}</div>
      )}
      {state ? (
        <div className="bw-playbook-node-foot">
          <Mark tone={state.tone}>{state.word}</Mark>
        </div>
      ) : faults > 0 ? (
        <div className="bw-playbook-node-foot">
          <Mark tone="amber">{t('playbooks.faultsCount', { count: faults })}</Mark>
        </div>
      ) : (
        exception && <div className="bw-playbook-node-foot dim">{t('playbooks.way_exception')}</div>
      )}
      <Handle type="source" position={Position.Bottom} isConnectable={editable && kind !== 'end'} />
    </div>
  );
}
