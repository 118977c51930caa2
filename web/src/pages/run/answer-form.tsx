import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RunHandedWire } from '../../../../src/api/schema/playbook-runs.ts';
import { useKept } from '../../parts/use-kept.ts';
import { visibleText } from '../../parts/visible-text.ts';
import { useRefusalText } from '../playbook/parts/use-refusal-text.ts';
import { filledIn, ValuesForm } from '../playbook/parts/values-form.tsx';
import { type AnswerDraft, answersOf, noAnswer } from './answer-draft.ts';
import { ReasonDialog } from './reason-dialog.tsx';
import { useRunAct } from './use-run-act.ts';

type End = 'done' | 'failed' | 'not-applicable';

/** A task, answered in place: what was found out, what shows it, and done or not. What was typed stays until it is sent. */
export function AnswerForm({ run, name, waits }: { run: string; name: string; waits: RunHandedWire }) {
  const { t } = useTranslation();
  const problemText = useRefusalText();
  const act = useRunAct(run);
  const [draft, keep, forget] = useKept<AnswerDraft>(`${answersOf(run)}${waits.key}`, noAnswer);
  const [asked, setAsked] = useState<Exclude<End, 'done'>>();
  const change = (more: Partial<AnswerDraft>) => keep({ ...draft, step: name, ...more });
  const known = Object.fromEntries(waits.asks.flatMap((ask) => (ask.value === null ? [] : [[ask.name, ask.value]])));
  const values: Readonly<Record<string, string>> = { ...known, ...draft.values };
  // A text may be empty on purpose: an address that is not known, say. Anything else has to be something.
  const given = Object.fromEntries(
    waits.asks.flatMap(({ name: ask, type }) => (type === 'string' ? [[ask, values[ask] ?? '']] : [])),
  );
  const open = waits.asks.filter(({ name: ask, type }) => type !== 'string' && !values[ask]);
  const answer = (end: End, why: string, done?: () => void) => {
    const said = { detail: why, evidence: draft.evidence };
    const body =
      end === 'done'
        ? { ok: true, ...said, values: { ...given, ...filledIn(values) } }
        : { ok: end !== 'failed', applies: end === 'failed', ...said };
    act.mutate(
      { under: '/answers', body: { key: waits.key, ...body }, told: t('playbooks.answered') },
      {
        onSuccess: () => {
          forget();
          done?.();
        },
      },
    );
  };
  return (
    <form
      className="stack bw-run-answer"
      onSubmit={(event) => {
        event.preventDefault();
        answer('done', draft.detail);
      }}
    >
      <ValuesForm
        asked={waits.asks.map((ask) => ({ ...ask, needed: ask.type !== 'string' }))}
        values={values}
        onChange={(key, value) => {
          act.reset();
          change({ values: { ...draft.values, [key]: value } });
        }}
      />
      {waits.evidence !== '' && (
        <Textarea
          label={t('playbooks.answerEvidence')}
          description={visibleText(waits.evidence)}
          value={draft.evidence}
          onChange={(event) => change({ evidence: event.currentTarget.value })}
          maxLength={4000}
          autosize
          minRows={2}
          required
        />
      )}
      <Textarea
        label={t('playbooks.answerNote')}
        value={draft.detail}
        onChange={(event) => change({ detail: event.currentTarget.value })}
        maxLength={4000}
        autosize
        minRows={1}
      />
      {act.error && !asked && (
        <p className="red bw-raw" role="alert">
          {problemText(act.error)}
        </p>
      )}
      <div className="row wrap">
        <Button
          type="submit"
          variant="filled"
          loading={act.isPending && !asked}
          disabled={open.length > 0 || (waits.evidence !== '' && draft.evidence.trim() === '')}
        >
          {t('playbooks.doneAct')}
        </Button>
        {(['failed', 'not-applicable'] as const)
          .filter((end) => waits.acts.includes(end))
          .map((end) => (
            <Button key={end} onClick={() => setAsked(end)}>
              {t(`playbooks.end_${end}`)}
            </Button>
          ))}
      </div>
      {asked && (
        <ReasonDialog
          draft={`run.${run}.${asked}.${waits.key}`}
          title={t(`playbooks.endTitle_${asked}`, { name: visibleText(name) })}
          submit={t(`playbooks.endSubmit_${asked}`)}
          label={t('playbooks.why')}
          busy={act.isPending}
          error={act.error}
          onSubmit={(why, sent) => answer(asked, why, sent)}
          onClose={() => setAsked(undefined)}
        >
          <p>{t(`playbooks.endText_${asked}`)}</p>
        </ReasonDialog>
      )}
    </form>
  );
}
