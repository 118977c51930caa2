import { Button, NumberInput, Switch, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type {
  PlanCopyWire,
  PlanMailWire,
  PlanSettingsForm,
  PlanSettingsWire,
} from '../../../../src/api/schema/plan.ts';
import { planMailsQuery, planSettingsQuery } from '../../api/plan-queries.ts';
import { post, put, versionOf } from '../../api/request.ts';
import { useMay } from '../../api/use-session.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Empty } from '../../parts/empty.tsx';
import { Answer } from '../../parts/loading.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { Clock } from '../../parts/time.tsx';
import { toast } from '../../parts/toast.tsx';
import { visibleText } from '../../parts/visible-text.ts';

const tones = { waiting: 'blue', delivered: 'green', failed: 'red', past: 'dim' } as const;

/** The copy to a safe place, reminders, and what became of each. */
export function CopyView({ copy }: { copy: PlanCopyWire }) {
  const { t } = useTranslation();
  const settings = useQuery(planSettingsQuery);
  const mails = useQuery(planMailsQuery);
  return (
    <>
      <Answer of={settings} rows={4}>
        {(kept) => <CopySettings key={kept.version} settings={kept} copy={copy} />}
      </Answer>
      <Panel id="plan-mails" title={t('plan.mails')} flush>
        <Answer of={mails} rows={3}>
          {({ copies, reminders }) => <Mails mails={[...copies, ...reminders]} />}
        </Answer>
      </Panel>
    </>
  );
}

function CopySettings({ settings, copy }: { settings: PlanSettingsWire; copy: PlanCopyWire }) {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const problemText = useProblemText();
  const mayWrite = useMay()('plan:write');
  const [form, setForm] = useState<PlanSettingsForm>(() => ({
    copyOn: settings.copyOn,
    copyTo: settings.copyTo,
    copyDay: settings.copyDay,
    remindTo: settings.remindTo,
  }));
  const isSame = (Object.keys(form) as (keyof PlanSettingsForm)[]).every((name) => form[name] === settings[name]);
  const save = useMutation({
    mutationFn: () => put<PlanSettingsWire>('/api/v1/plan/settings', form, { version: versionOf(settings) }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['plan'] });
      toast({ title: t('plan.settingsSaved'), brief: true });
    },
  });
  const send = useMutation({
    mutationFn: () => post('/api/v1/plan/copy', {}),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['plan'] });
      toast({ title: t('plan.copySent', { address: settings.copyTo }), brief: true });
    },
    onError: (error) => toast({ title: t('common.actFailed'), text: problemText(error), bad: true }),
  });
  const text = (name: 'copyTo' | 'remindTo', label: string, help: string) => (
    <TextInput
      type="email"
      label={label}
      description={help}
      value={form[name]}
      onChange={(event) => {
        const { value } = event.currentTarget;
        setForm((old) => ({ ...old, [name]: value }));
      }}
      maxLength={254}
      disabled={!mayWrite}
    />
  );
  return (
    <Panel id="plan-copy" title={t('plan.copyTitle')}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <p>{t('plan.copyText')}</p>
        <p role="status">
          {copy.hindrance === '' ? (
            <Mark tone="green">{t('plan.copyNext', { day: format.day(`${copy.next}T12:00:00Z`) })}</Mark>
          ) : (
            <Mark tone={copy.hindrance === 'off' ? 'dim' : 'amber'}>{t(`plan.hindrance-${copy.hindrance}`)}</Mark>
          )}
        </p>
        <Switch
          label={t('plan.copyOn')}
          checked={form.copyOn}
          onChange={(event) => {
            const { checked } = event.currentTarget;
            setForm((old) => ({ ...old, copyOn: checked }));
          }}
          disabled={!mayWrite}
        />
        <div className="bw-form-three">
          {text('copyTo', t('plan.copyTo'), t('plan.copyToHelp'))}
          <NumberInput
            label={t('plan.copyDay')}
            description={t('plan.copyDayHelp')}
            value={form.copyDay}
            onChange={(next) => setForm((old) => ({ ...old, copyDay: Number(next) || 1 }))}
            min={1}
            max={31}
            allowDecimal={false}
            disabled={!mayWrite}
          />
          {text('remindTo', t('plan.remindTo'), t('plan.remindToHelp'))}
        </div>
        {save.error && (
          <p className="red" role="alert">
            {problemText(save.error)}
          </p>
        )}
        {mayWrite && (
          <div className="row wrap">
            <Button type="submit" variant="filled" loading={save.isPending} disabled={isSame}>
              {t('common.save')}
            </Button>
            <Button
              loading={send.isPending}
              disabled={!isSame || !['', 'off'].includes(copy.hindrance) || settings.copyTo === ''}
              onClick={() => send.mutate()}
            >
              {t('plan.copyNow')}
            </Button>
          </div>
        )}
      </form>
    </Panel>
  );
}

function Mails({ mails }: { mails: readonly PlanMailWire[] }) {
  const { t } = useTranslation();
  if (mails.length === 0) return <Empty title={t('plan.mailsNone')} text={t('plan.mailsNoneText')} />;
  return (
    <ul className="bw-lines">
      {mails
        .toSorted((a, b) => b.at.localeCompare(a.at))
        .map((mail) => (
          <li key={`${mail.at} ${mail.to} ${mail.about}`} className="row wrap apart">
            <span className="stack tight">
              <span>
                {t(`plan.mail-${mail.kind}`, { edition: mail.edition })} <Clock at={mail.at} className="dim" />
              </span>
              <span className="dim">{visibleText(mail.to)}</span>
              {mail.error !== '' && <span className="red">{visibleText(mail.error)}</span>}
            </span>
            <Mark tone={tones[mail.state]}>{t(`plan.mailState-${mail.state}`)}</Mark>
          </li>
        ))}
    </ul>
  );
}
