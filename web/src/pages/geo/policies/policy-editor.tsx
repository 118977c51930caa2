import { Button, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconPlus } from '../../../parts/icons.ts';
import { Panel } from '../../../parts/panel.tsx';
import { dayAfter, freeId, newRule } from './draft-policy.ts';
import { exceptionDays } from './exception-for.ts';
import { RuleList } from './rule-list.tsx';
import { ScopeChooser } from './scope-chooser.tsx';
import type { Checked } from './use-check.ts';
import type { Draft } from './use-draft.ts';

/** Name, scope, rules, exceptions and dates of a policy. */
export function PolicyEditor({
  draft,
  checked,
  owner,
  mayChange,
}: {
  draft: Draft;
  checked: Checked;
  /** Whom a new exception belongs to. */
  owner: string;
  mayChange: boolean;
}) {
  const { t } = useTranslation();
  const { form, change } = draft;
  const [open, setOpen] = useState(() => firstOpen(draft));
  const add = (exception: boolean) => {
    const id = freeId(form.rules);
    const rule = newRule(id);
    const until = new Date(Date.now() + exceptionDays * 86_400_000).toISOString();
    draft.insertRule(
      exception
        ? {
            ...rule,
            verdict: 'allow',
            when: { from: null, until, hours: '', timeZone: '' },
            exception: { owner, reason: '', reviewOn: dayAfter(Date.now(), exceptionDays - 7) },
          }
        : rule,
      form.rules.length,
    );
    setOpen(id);
  };
  const ordinary = form.rules.filter(({ exception }) => exception === null);
  const exceptions = form.rules.filter(({ exception }) => exception !== null);
  const list = { draft, checked, open, setOpen, mayChange };
  const text = (field: 'owner' | 'reviewOn' | 'proposeOn', type: 'text' | 'date', label: string, help?: string) => (
    <TextInput
      type={type}
      label={label}
      description={help}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      value={form[field]}
      onChange={(event) => change({ [field]: event.currentTarget.value })}
      error={checked.sentenceOf(field) || undefined}
      maxLength={200}
      disabled={!mayChange}
    />
  );
  return (
    <>
      <Panel>
        <div className="stack">
          <TextInput
            label={t('geo.policyName')}
            value={form.name}
            onChange={(event) => change({ name: event.currentTarget.value })}
            error={checked.sentenceOf('name') || undefined}
            maxLength={120}
            disabled={!mayChange}
            autoComplete="off"
          />
          <ScopeChooser
            scope={form.scope}
            onChange={(scope) => change({ scope })}
            error={checked.sentenceOf('scope')}
            disabled={!mayChange}
          />
        </div>
      </Panel>
      <Panel id="rules" title={t('geo.rules')} aside={t('geo.rulesText')} flush>
        {ordinary.length > 0 ? (
          <RuleList rules={ordinary} {...list} />
        ) : (
          <p className="bw-geo-policy-none dim">{t('geo.rulesEmpty')}</p>
        )}
        {mayChange && (
          <div className="bw-inline-form">
            <Button leftSection={<IconPlus size={15} />} onClick={() => add(false)}>
              {t('geo.ruleAdd')}
            </Button>
          </div>
        )}
      </Panel>
      <Panel id="exceptions" title={t('geo.exceptions')} aside={t('geo.exceptionsText')} flush>
        {exceptions.length > 0 && <RuleList rules={exceptions} {...list} />}
        {mayChange && (
          <div className="bw-inline-form">
            <Button leftSection={<IconPlus size={15} />} onClick={() => add(true)}>
              {t('geo.exceptionAdd')}
            </Button>
          </div>
        )}
      </Panel>
      <Panel>
        <div className="stack">
          <div className="bw-form-three">
            {text('owner', 'text', t('geo.owner'))}
            {text('proposeOn', 'date', t('geo.proposeOn'), t('geo.proposeOnHelp'))}
            {text('reviewOn', 'date', t('geo.reviewOnLabel'))}
          </div>
          <Textarea
            label={t('geo.note')}
            value={form.note}
            onChange={(event) => change({ note: event.currentTarget.value })}
            maxLength={2000}
            autosize
            minRows={1}
            maxRows={6}
            disabled={!mayChange}
          />
        </div>
      </Panel>
    </>
  );
}

/** A rule that was made elsewhere and is not saved yet stands open: the only one of a new policy, or one that was added. */
function firstOpen({ form, version, dirty }: Draft): string | undefined {
  return (version === 0 ? form.rules.length === 1 : dirty) ? form.rules.at(-1)?.id : undefined;
}
