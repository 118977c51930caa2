import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { PlaybookStepWire } from '../../../../../src/api/schema/playbooks.ts';
import type { Playbook } from '../../../../../src/core/playbook/playbook.ts';
import type { WorkflowStep } from '../../../../../src/core/playbook/workflow-step.ts';
import { playbooksQuery } from '../../../api/playbook-queries.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { Mark } from '../../../parts/mark.tsx';
import { Raw } from '../../../parts/raw.tsx';
import { plainName } from '../model/edit-parts.ts';
import { useActionWords } from '../parts/use-action-words.ts';
import { VariableText } from '../parts/variable-text.tsx';
import { CommandText } from './command-text.tsx';

/** Everything a step says: what is done, by whom, by when, what is kept and filled in, and what is wrong with it. */
export function StepFacts({
  step,
  written,
  playbook,
}: {
  step: PlaybookStepWire;
  written?: WorkflowStep;
  playbook: Playbook;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const span = (ms: number) => format.duration(ms / 1000);
  return (
    <div className="bw-playbook-facts">
      {step.description && <VariableText text={step.description} />}
      {written?.type === 'action' &&
        (written.commands ?? []).map((command, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: commands have no identity but their place
          <CommandText key={place} command={command} />
        ))}
      {step.type === 'parallel' && (
        <p>
          {t('playbooks.allAtOnce', { count: step.next.filter(({ label }) => label.startsWith('next_steps')).length })}
        </p>
      )}
      {step.condition !== '' && (
        <p>
          {t(
            step.type === 'switch-condition'
              ? 'playbooks.switchText'
              : step.type === 'while-condition'
                ? 'playbooks.whileText'
                : 'playbooks.ifText',
          )}{' '}
          <VariableText text={step.condition} mono />
        </p>
      )}
      {step.calls !== '' && <Called id={step.calls} />}
      {step.type === 'action' && step.does === 'task' && <Who step={step} />}
      <FilledIn written={written} playbook={playbook} />
      {step.delayMs > 0 && <p className="dim">{t('playbooks.waitsFirst', { time: span(step.delayMs) })}</p>}
      {step.timeoutMs > 0 && <p className="dim">{t('playbooks.failsAfter', { time: span(step.timeoutMs) })}</p>}
      {step.faults.length > 0 && (
        <ul className="stack tight">
          {step.faults.map((fault) => (
            <li key={fault.path + fault.sentence.en}>
              <Mark tone={fault.weight === 'note' ? 'blue' : 'amber'}>{format.text(fault.sentence)}</Mark>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Who({ step: { owner, role, dueMinutes, evidence } }: { step: PlaybookStepWire }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useActionWords();
  const alike = role !== '' && owner.toLowerCase() === words.role(role).toLowerCase();
  return (
    <>
      <p className="bw-playbook-who">
        <span className="dim">{t('playbooks.who')}: </span>
        {owner ? <Raw text={owner} max={80} /> : !role && <span className="dim">{t('playbooks.nobody')}</span>}
        {role && (owner ? !alike && ` (${words.role(role)})` : words.role(role))}
        {dueMinutes !== null && `, ${t('playbooks.within', { time: format.duration(dueMinutes * 60) })}`}
      </p>
      {evidence && (
        <p>
          <span className="dim">{t('playbooks.keep')}: </span>
          <VariableText text={evidence} />
        </p>
      )}
    </>
  );
}

/** What a person finds out in this step. */
function FilledIn({ written, playbook }: { written: WorkflowStep | undefined; playbook: Playbook }) {
  const { t } = useTranslation();
  const asked = written && 'out_args' in written ? (written.out_args ?? []) : [];
  if (asked.length === 0) return null;
  return (
    <div>
      <span className="dim">{t('playbooks.fillIn')}:</span>
      <ul className="bw-playbook-asks">
        {asked.map((name) => (
          <li key={name}>
            <span className="bw-playbook-variable">{plainName(name)}</span>{' '}
            <Raw
              text={
                written?.step_variables?.[name]?.description ?? playbook.playbook_variables?.[name]?.description ?? ''
              }
              max={200}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Called({ id }: { id: string }) {
  const { t } = useTranslation();
  const name = useQuery(playbooksQuery).data?.find((one) => one.id === id)?.name;
  return (
    <p>
      {t('playbooks.runsPlaybook')}{' '}
      <Link to="/playbooks/$id" params={{ id }}>
        <Raw text={name ?? id} max={80} />
      </Link>
    </p>
  );
}
