import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { RunWire } from '../../../../src/api/schema/playbook-runs.ts';
import { Mark } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Raw } from '../../parts/raw.tsx';
import { useKept, useKeptNames } from '../../parts/use-kept.ts';
import { type AnswerDraft, answersOf, noAnswer } from './answer-draft.ts';

/** What somebody typed for tasks that ended before it was sent: it stays until they throw it away. */
export function LeftAnswers({ run }: { run: RunWire }) {
  const { t } = useTranslation();
  const waiting = new Set(run.steps.flatMap(({ waits }) => (waits ? [`${answersOf(run.id)}${waits.key}`] : [])));
  const [names, look] = useKeptNames(answersOf(run.id));
  const left = names.filter((name) => !waiting.has(name));
  if (left.length === 0) return null;
  return (
    <Panel id="run-left" title={t('playbooks.leftTitle')} flush>
      <ul className="bw-lines">
        {left.map((name) => (
          <LeftAnswer key={name} name={name} onGone={look} />
        ))}
      </ul>
    </Panel>
  );
}

function LeftAnswer({ name, onGone }: { name: string; onGone: () => void }) {
  const { t } = useTranslation();
  const [{ step, values, evidence, detail }, , forget] = useKept<AnswerDraft>(name, noAnswer);
  const typed = [
    ...Object.entries(values),
    [t('playbooks.answerEvidence'), evidence],
    [t('playbooks.answerNote'), detail],
  ];
  return (
    <li className="stack bw-run-wait">
      <div className="row wrap apart">
        <h3>
          <Raw text={step} max={160} />
        </h3>
        <Mark tone="amber">{t('playbooks.leftOver')}</Mark>
      </div>
      {typed
        .filter(([, text]) => text !== '')
        .map(([what, text]) => (
          <p key={what}>
            <span className="dim">{what}: </span>
            <Raw text={text} max={4000} className="bw-playbook-text" />
          </p>
        ))}
      <div>
        <Button
          onClick={() => {
            forget();
            onGone();
          }}
        >
          {t('playbooks.leftDiscard')}
        </Button>
      </div>
    </li>
  );
}
