import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncidentWire } from '../../../../src/api/schema/incidents.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { ToneIcon } from '../../parts/mark.tsx';
import { visibleText } from '../../parts/visible-text.ts';
import type { SharedForm } from './use-shared-form.ts';

/** Somebody else changed the same fields: both versions beside each other, and a choice. Nothing is lost before it is made. */
export function ConflictNotice<Form extends object>({
  incident,
  shared,
  show,
}: {
  incident: IncidentWire;
  shared: SharedForm<Form>;
  /** Name and value of a field as people read it. */
  show: (field: keyof Form, form: Form) => { name: string; value: ReactNode };
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const { theirs } = shared;
  if (!theirs) return null;
  const who = visibleText(incident.changedBy) || t('problems.somebody');
  return (
    <div className="bw-conflict" role="alert">
      <p className="strong">
        <ToneIcon tone="amber" /> {t('incidents.conflictTitle')}
      </p>
      <p>{t('incidents.conflictText', { who, when: format.clock(incident.changedAt) })}</p>
      {shared.changed.map((field) => (
        <dl key={String(field)} className="bw-conflict-field">
          <dt className="strong">{show(field, theirs).name}</dt>
          <dd>
            <span className="dim">{t('incidents.conflictTheirs')}</span>
            <div>{show(field, theirs).value || <span className="dim">{t('incidents.emptyField')}</span>}</div>
          </dd>
          <dd>
            <span className="dim">{t('incidents.conflictMine')}</span>
            <div>{show(field, shared.form).value || <span className="dim">{t('incidents.emptyField')}</span>}</div>
          </dd>
        </dl>
      ))}
      <div className="row wrap">
        <Button onClick={shared.takeTheirs}>{t('incidents.conflictTake')}</Button>
        <Button variant="filled" onClick={shared.putMine} loading={shared.busy}>
          {t('incidents.conflictPut')}
        </Button>
      </div>
    </div>
  );
}
