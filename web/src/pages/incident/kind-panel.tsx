import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncidentWire } from '../../../../src/api/schema/incidents.ts';
import { useByName } from '../../parts/by-name.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Raw } from '../../parts/raw.tsx';
import { Clock } from '../../parts/time.tsx';
import { visibleText } from '../../parts/visible-text.ts';
import { useIncidentTitle, useNumberText } from './incident-words.tsx';
import { KindDialog } from './kind-dialog.tsx';
import { useIncidentAct } from './use-incident-act.ts';

/** What it is: summary, kind by the taxonomy, suspected malicious, across borders; and a drill that became real. */
export function KindPanel({ incident }: { incident: IncidentWire }) {
  const { t } = useTranslation();
  const numberText = useNumberText();
  const titleOf = useIncidentTitle();
  const act = useIncidentAct(incident.id);
  const [editing, setEditing] = useState(false);
  const [real, setReal] = useState(false);
  const { splitFrom } = incident;
  return (
    <Panel id="kind" title={t('incidents.kindTitle')}>
      <div className="stack">
        {incident.summary ? (
          <p className="bw-plain-lines">
            <Raw text={incident.summary} max={8000} />
          </p>
        ) : (
          <p className="dim">{t('incidents.summaryNone')}</p>
        )}
        <dl className="bw-pairs">
          <dt>{t('incidents.classification')}</dt>
          <dd>{t(`incidents.class-${incident.classification}`)}</dd>
          <dt>{t('incidents.suspected')}</dt>
          <dd className={incident.suspectedMalicious === 'yes' ? 'strong' : undefined}>
            {t(`incidents.doubt-${incident.suspectedMalicious}`)}
          </dd>
          <dt>{t('incidents.crossBorder')}</dt>
          <dd className={incident.crossBorder === 'yes' ? 'strong' : undefined}>
            {t(`incidents.doubt-${incident.crossBorder}`)}
          </dd>
        </dl>
        {splitFrom && (
          <Link to="/incidents/$id" params={{ id: splitFrom.id }}>
            {t('incidents.splitFrom', { number: numberText(splitFrom.number), title: titleOf(splitFrom) })}
          </Link>
        )}
        {incident.reopened.map(({ at, by, reason }) => (
          <Reopened key={at} at={at} by={by.name} reason={reason} />
        ))}
        {incident.may.write && (
          <div className="row wrap no-print">
            <Button onClick={() => setEditing(true)}>{t('incidents.edit')}</Button>
            {incident.drill && <Button onClick={() => setReal(true)}>{t('incidents.becameReal')}</Button>}
          </div>
        )}
      </div>
      {editing && <KindDialog incident={incident} onClose={() => setEditing(false)} />}
      {real && (
        <Confirm
          title={t('incidents.becameRealTitle')}
          submit={t('incidents.becameRealSubmit')}
          busy={act.isPending}
          onSubmit={() =>
            act.mutate(
              {
                act: { act: 'describe', drill: false },
                over: { seen: incident, part: ({ drill }) => drill },
              },
              { onSettled: () => setReal(false) },
            )
          }
          onClose={() => setReal(false)}
        >
          <p>{t('incidents.becameRealText')}</p>
        </Confirm>
      )}
    </Panel>
  );
}

function Reopened({ at, by, reason }: { at: string; by: string; reason: IncidentWire['reopened'][number]['reason'] }) {
  const { t, i18n } = useTranslation();
  const byName = useByName();
  return (
    <p className="dim">
      <Clock at={at} />{' '}
      {t('incidents.reopened', {
        when: '',
        who: byName(by),
        reason: visibleText(reason[i18n.language as 'nl'] ?? reason.en),
      })}
    </p>
  );
}
