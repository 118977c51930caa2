import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlaybookStepWire } from '../../../../../src/api/schema/playbooks.ts';
import { Mark } from '../../../parts/mark.tsx';
import { Raw } from '../../../parts/raw.tsx';
import { visibleText } from '../../../parts/visible-text.ts';
import type { Outline, OutlineRow, OutlineStep } from '../model/outline.ts';
import { KindMark, kindOf } from '../parts/step-kind.tsx';
import { useWayWords } from '../parts/use-way-words.ts';

interface Reading {
  readonly outline: Outline<PlaybookStepWire>;
  readonly names: ReadonlyMap<string, string>;
  /** What stands under the name of a step. */
  readonly body: (step: PlaybookStepWire) => ReactNode;
  /** Step that is pointed at. */
  readonly chosen?: string;
}

/** A row of steps in order, their branches indented below them. */
export function Row({ row, reading, inner }: { row: OutlineRow<PlaybookStepWire>; reading: Reading; inner?: boolean }) {
  const { t } = useTranslation();
  return (
    <>
      {row.steps.length > 0 && (
        <ol className="bw-playbook-steps">
          {row.steps.map((step) => (
            <StepItem key={step.step.id} of={step} reading={reading} />
          ))}
        </ol>
      )}
      {inner && row.steps.length === 0 && row.onward.kind === 'end' ? (
        <p className="dim">{t('playbooks.branchEmpty')}</p>
      ) : (
        <Onward row={row} reading={reading} inner={inner} />
      )}
    </>
  );
}

function StepItem({ of, reading }: { of: OutlineStep<PlaybookStepWire>; reading: Reading }) {
  const { t } = useTranslation();
  const words = useWayWords();
  const { step, number, branches, failed } = of;
  return (
    <li
      id={`step-${step.id}`}
      className={`bw-playbook-step ${kindOf(step)}`}
      aria-current={reading.chosen === step.id || undefined}
    >
      <div className="bw-playbook-step-head">
        <span className="bw-playbook-number">{number}</span>
        <h3>
          {step.name ? <Raw text={step.name} max={200} /> : <span className="dim">{t('playbooks.unnamed')}</span>}
        </h3>
        <KindMark kind={kindOf(step)} />
      </div>
      {reading.body(step)}
      {[...branches, ...(failed ? [failed] : [])].map((branch) => (
        <section key={branch.way!.label} className={`bw-playbook-branch ${branch.way!.kind}`}>
          <h4>{words.heading(branch.way!)}</h4>
          <Row row={branch} reading={reading} inner />
        </section>
      ))}
    </li>
  );
}

/** How a row ends, where that has to be said. */
function Onward({
  row: { onward, way },
  reading,
  inner,
}: {
  row: OutlineRow<PlaybookStepWire>;
  reading: Reading;
  inner?: boolean;
}) {
  const { t } = useTranslation();
  if (onward.kind === 'end') {
    // What comes after a branch stands under its step; after a failure the row does not go on.
    if (inner && way?.kind !== 'failed') return null;
    return <p className="dim">{t(inner ? 'playbooks.onwardBranchEnd' : 'playbooks.onwardEnd')}</p>;
  }
  if (onward.kind === 'step') {
    const number = reading.outline.numbers.get(onward.id) ?? '';
    return (
      <p className="dim">
        <a href={`#step-${onward.id}`}>
          {t('playbooks.onwardStep', { number, name: visibleText(reading.names.get(onward.id) ?? '') })}
        </a>
      </p>
    );
  }
  return (
    <Mark tone="amber">{t(onward.kind === 'missing' ? 'playbooks.onwardMissing' : 'playbooks.onwardNowhere')}</Mark>
  );
}
