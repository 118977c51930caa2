import { useTranslation } from 'react-i18next';
import type { RunStepWire, RunWire } from '../../../../src/api/schema/playbook-runs.ts';
import { useMay } from '../../api/use-session.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Mark } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Raw } from '../../parts/raw.tsx';
import { Ago, Clock } from '../../parts/time.tsx';
import { useActionWords } from '../playbook/parts/use-action-words.ts';
import { AnswerForm } from './answer-form.tsx';
import { StepActs } from './step-acts.tsx';

type Waiting = RunStepWire & { readonly waits: NonNullable<RunStepWire['waits']> };

/** What the run waits for now, late ones first; tasks are answered here. */
export function WaitPanel({ run, chosen }: { run: RunWire; chosen: string | undefined }) {
  const { t } = useTranslation();
  const may = useMay()('playbooks:run');
  const waiting = run.steps
    .filter((step): step is Waiting => step.waits !== null)
    .toSorted((a, b) => Number(b.waits.late) - Number(a.waits.late) || a.waits.due.localeCompare(b.waits.due));
  return (
    <Panel id="run-waits" title={t('playbooks.runNow')} flush>
      {waiting.length === 0 ? (
        <p className="bw-run-none dim">{t('playbooks.runWaitsNone')}</p>
      ) : (
        <ul className="bw-lines" aria-live="polite">
          {waiting.map((step) => (
            <WaitItem key={step.waits.key} run={run} step={step} may={may} chosen={step.step === chosen} />
          ))}
        </ul>
      )}
      {waiting.length > 0 && !may && <p className="bw-run-none dim">{t('playbooks.noRight')}</p>}
    </Panel>
  );
}

function WaitItem({ run, step, may, chosen }: { run: RunWire; step: Waiting; may: boolean; chosen: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useActionWords();
  const { waits, name } = step;
  const book = step.book > 0 ? run.books[step.book]?.name : undefined;
  // Where nobody holds the role yet, the role is the owner.
  const who = [...new Set([waits.owner, waits.role && words.role(waits.role)])].filter(Boolean);
  return (
    <li className="stack bw-run-wait" aria-current={chosen || undefined}>
      <div className="stack tight">
        <div className="row wrap apart">
          <h3>
            <Raw text={name || step.step} max={160} />
          </h3>
          {waits.late ? (
            <Mark tone="red" soft>
              {t('playbooks.late')}
            </Mark>
          ) : (
            <Mark tone={waits.kind === 'task' ? 'amber' : 'blue'}>
              {t(
                waits.kind === 'task'
                  ? 'playbooks.visit_asked'
                  : waits.kind === 'delay'
                    ? 'playbooks.visit_delayed'
                    : 'playbooks.visit_doing',
              )}
            </Mark>
          )}
        </div>
        <p className="dim">
          {book && (
            <>
              <Raw text={book} max={80} /> ·{' '}
            </>
          )}
          {who.length > 0 && (
            <>
              <Raw text={who.join(', ')} max={120} /> ·{' '}
            </>
          )}
          <Ago at={waits.since} /> · {t(waits.kind === 'delay' ? 'playbooks.untilAt' : 'playbooks.dueAt')}{' '}
          <Clock at={waits.due} />
          {waits.tries > 1 && ` · ${t('playbooks.tries', { count: waits.tries })}`}
        </p>
        {waits.doubt ? (
          <>
            <Mark tone="amber">{t('playbooks.doubt')}</Mark>
            <Raw text={format.text(waits.doubt)} max={2000} className="bw-playbook-text" />
          </>
        ) : (
          <Raw text={format.text(waits.sentence)} max={4000} className="bw-playbook-text" />
        )}
        {waits.error && <p className="red bw-raw">{t('playbooks.lastError', { error: waits.error.slice(0, 400) })}</p>}
      </div>
      {may && waits.acts.includes('done') && <AnswerForm run={run.id} name={name} waits={waits} />}
      {may && <StepActs run={run.id} name={name} waits={waits} />}
    </li>
  );
}
