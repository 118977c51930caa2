import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useBlocker, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlanEditionWire } from '../../../../../src/api/schema/plan.ts';
import type { PlanForm } from '../../../../../src/core/plan/plan.ts';
import { planEditionQuery } from '../../../api/plan-queries.ts';
import { RequestError } from '../../../api/problem.ts';
import { get, put } from '../../../api/request.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { Confirm } from '../../../parts/confirm.tsx';
import { Mark } from '../../../parts/mark.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { useProblemText } from '../../../parts/problem-notice.tsx';
import { toast } from '../../../parts/toast.tsx';
import { isOfPart, type PlanPart } from '../plan-parts.ts';
import { FieldsInput } from './fields-input.tsx';
import { MergeDialog } from './merge-dialog.tsx';
import { TemplateDialog } from './template-dialog.tsx';
import { usePlanCheck } from './use-plan-check.ts';
import { usePlanDraft } from './use-plan-draft.ts';

/** Writes a draft part by part; says what is missing beside the field, and loses nothing when two people write. */
export function PlanEditor({ stored, parts }: { stored: PlanEditionWire; parts: readonly PlanPart[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const client = useQueryClient();
  const problemText = useProblemText();
  const asked = useSearch({ from: '/shell/plan' }).part;
  const draft = usePlanDraft(stored);
  const faults = usePlanCheck(draft.form, stored.missing);
  const [theirs, setTheirs] = useState<PlanEditionWire>();
  const [template, setTemplate] = useState(false);
  const path = `/api/v1/plan/editions/${stored.edition}`;
  const counts = new Map(parts.map((part) => [part.id, faults.filter(({ field }) => isOfPart(part, field)).length]));
  // The first part that lacks something when the page is opened: filling it in goes nowhere else.
  const [first] = useState(() => parts.find(({ id }) => (counts.get(id) ?? 0) > 0) ?? parts[0]);
  const part = parts.find(({ id }) => id === asked) ?? first;
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) =>
      draft.dirty && (current.pathname !== next.pathname || (next.search as { view?: string }).view !== 'edit'),
    enableBeforeUnload: () => draft.dirty,
    withResolver: true,
  });
  const compare = () => void get<PlanEditionWire>(path).then(setTheirs, told);
  const save = useMutation({
    mutationFn: ({ form, version }: { form: PlanForm; version: number }) =>
      put<PlanEditionWire>(path, { plan: form }, { version: `"${version}"` }),
    onSuccess: (next) => {
      client.setQueryData(planEditionQuery(next.edition).queryKey, next);
      draft.adopt(next);
      setTheirs(undefined);
      void client.invalidateQueries({ queryKey: ['plan'] });
      toast({ title: t('plan.saved'), brief: true });
    },
    onError: (error) => {
      if (error instanceof RequestError && error.kind === 'version-stale') compare();
      else told(error);
    },
  });
  const choose = (id: string) => void navigate({ to: '/plan', search: { view: 'edit', part: id }, replace: true });
  const index = parts.indexOf(part);
  return (
    <div className="bw-plan">
      <nav className="bw-plan-contents" aria-label={t('plan.parts')}>
        <ul className="off-phone">
          {parts.map(({ id, label }) => (
            <li key={id}>
              <Link
                to="/plan"
                search={{ view: 'edit', part: id }}
                replace
                className={`bw-plan-link row apart ${id === part.id ? 'chosen' : ''}`}
                aria-current={id === part.id ? 'true' : undefined}
              >
                <span>{format.text(label)}</span>
                <Count count={counts.get(id) ?? 0} />
              </Link>
            </li>
          ))}
        </ul>
        <select
          className="bw-plan-jump on-phone"
          aria-label={t('plan.parts')}
          value={part.id}
          onChange={(event) => choose(event.currentTarget.value)}
        >
          {parts.map(({ id, label }) => {
            const count = counts.get(id) ?? 0;
            return (
              <option key={id} value={id}>
                {count > 0 ? `${format.text(label)} (${count})` : format.text(label)}
              </option>
            );
          })}
        </select>
        <Button onClick={() => setTemplate(true)}>{t('plan.fromTemplate')}</Button>
      </nav>
      <div className="stack loose">
        <Panel id="plan-part" title={format.text(part.label)}>
          <FieldsInput
            key={part.id}
            fields={part.fields}
            value={draft.form as unknown as Record<string, unknown>}
            at=""
            faults={faults}
            onChange={(name, value) => draft.change({ [name]: value } as Partial<PlanForm>)}
            isTop
          />
        </Panel>
        <div className="row apart">
          {index > 0 ? (
            <Button onClick={() => choose(parts[index - 1].id)}>← {format.text(parts[index - 1].label)}</Button>
          ) : (
            <span />
          )}
          {index < parts.length - 1 && (
            <Button onClick={() => choose(parts[index + 1].id)}>{format.text(parts[index + 1].label)} →</Button>
          )}
        </div>
        {draft.dirty && (
          <div className="bw-plan-save">
            <span className="stack tight" role="status">
              {draft.overtaken ? (
                <Mark tone="amber">{t('plan.overtaken')}</Mark>
              ) : (
                <span className="strong">{t('plan.unsaved')}</span>
              )}
              <span className="dim">
                {faults.length > 0 ? t('plan.missing', { count: faults.length }) : t('plan.nothingMissing')}
              </span>
            </span>
            <span className="row wrap">
              <Button onClick={draft.discard}>{t('plan.discard')}</Button>
              <Button
                variant="filled"
                loading={save.isPending}
                onClick={() =>
                  draft.overtaken ? compare() : save.mutate({ form: draft.form, version: draft.base.version })
                }
              >
                {t(draft.overtaken ? 'plan.mergeNow' : 'plan.save')}
              </Button>
            </span>
          </div>
        )}
      </div>
      {theirs && (
        <MergeDialog
          base={draft.base.form}
          mine={draft.form}
          theirs={theirs}
          parts={parts}
          busy={save.isPending}
          onSave={(form) => save.mutate({ form, version: theirs.version })}
          onStay={(form) => {
            draft.rebase(theirs, form);
            setTheirs(undefined);
          }}
          onClose={() => setTheirs(undefined)}
        />
      )}
      {template && (
        <TemplateDialog
          onTake={(form) => {
            draft.change(form);
            setTemplate(false);
          }}
          onClose={() => setTemplate(false)}
        />
      )}
      {blocker.status === 'blocked' && (
        <Confirm
          title={t('plan.unsaved')}
          submit={t('plan.leaveGo')}
          onSubmit={() => blocker.proceed()}
          onClose={() => blocker.reset()}
        >
          <p>{t('plan.leave')}</p>
        </Confirm>
      )}
    </div>
  );

  function told(error: unknown): void {
    toast({ title: t('common.actFailed'), text: problemText(error), bad: true });
  }
}

function Count({ count }: { count: number }) {
  const { t } = useTranslation();
  if (count === 0) return null;
  return (
    <span className="bw-plan-count" title={t('plan.missing', { count })}>
      {count}
    </span>
  );
}
