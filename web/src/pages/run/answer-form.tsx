import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RunHandedWire } from '../../../../src/api/schema/playbook-runs.ts';
import { visibleText } from '../../parts/visible-text.ts';
import { useRefusalText } from '../playbook/parts/use-refusal-text.ts';
import { filledIn, ValuesForm } from '../playbook/parts/values-form.tsx';
import { ReasonDialog } from './reason-dialog.tsx';
import { useRunAct } from './use-run-act.ts';

/** A task, answered in place: what was found out, what shows it, and done or not. What was typed stays while the run goes on. */
export function AnswerForm({ run, name, waits }: { run: string; name: string; waits: RunHandedWire }) {
  const { t } = useTranslation();
  const problemText = useRefusalText();
  const act = useRunAct(run);
  const [values, setValues] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(waits.asks.flatMap((ask) => (ask.value === null ? [] : [[ask.name, ask.value]]))),
  );
  const [evidence, setEvidence] = useState('');
  const [detail, setDetail] = useState('');
  const [failing, setFailing] = useState(false);
  // A text may be empty on purpose: an address that is not known, say. Anything else has to be something.
  const given = Object.fromEntries(
    waits.asks.flatMap(({ name: asked, type }) => (type === 'string' ? [[asked, values[asked] ?? '']] : [])),
  );
  const open = waits.asks.filter(({ name: asked, type }) => type !== 'string' && !values[asked]);
  const answer = (ok: boolean, why: string, done?: () => void) =>
    act.mutate(
      {
        under: '/answers',
        body: { key: waits.key, ok, detail: why, evidence, values: ok ? { ...given, ...filledIn(values) } : {} },
        told: t('playbooks.answered'),
      },
      { onSuccess: done },
    );
  return (
    <form
      className="stack bw-run-answer"
      onSubmit={(event) => {
        event.preventDefault();
        answer(true, detail);
      }}
    >
      <ValuesForm
        asked={waits.asks.map((ask) => ({ ...ask, needed: ask.type !== 'string' }))}
        values={values}
        onChange={(key, value) => {
          act.reset();
          setValues((old) => ({ ...old, [key]: value }));
        }}
      />
      {waits.evidence !== '' && (
        <Textarea
          label={t('playbooks.answerEvidence')}
          description={visibleText(waits.evidence)}
          value={evidence}
          onChange={(event) => setEvidence(event.currentTarget.value)}
          maxLength={4000}
          autosize
          minRows={2}
          required
        />
      )}
      <Textarea
        label={t('playbooks.answerNote')}
        value={detail}
        onChange={(event) => setDetail(event.currentTarget.value)}
        maxLength={4000}
        autosize
        minRows={1}
      />
      {act.error && !failing && (
        <p className="red bw-raw" role="alert">
          {problemText(act.error)}
        </p>
      )}
      <div className="row wrap">
        <Button
          type="submit"
          variant="filled"
          loading={act.isPending && !failing}
          disabled={open.length > 0 || (waits.evidence !== '' && evidence.trim() === '')}
        >
          {t('playbooks.doneAct')}
        </Button>
        {waits.acts.includes('failed') && <Button onClick={() => setFailing(true)}>{t('playbooks.failedAct')}</Button>}
      </div>
      {failing && (
        <ReasonDialog
          title={t('playbooks.failedTitle', { name: visibleText(name) })}
          submit={t('playbooks.failedAct')}
          label={t('playbooks.why')}
          busy={act.isPending}
          error={act.error}
          onSubmit={(why) => answer(false, why, () => setFailing(false))}
          onClose={() => setFailing(false)}
        >
          <p>{t('playbooks.actText_failed')}</p>
        </ReasonDialog>
      )}
    </form>
  );
}
