import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RosterWire } from '../../../../src/api/schema/on-call.ts';
import { rosterCheckQuery } from '../../api/on-call-queries.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Mark } from '../../parts/mark.tsx';
import { Fact, Facts, Panel } from '../../parts/panel.tsx';
import { Clock } from '../../parts/time.tsx';
import { HandoverNotes } from './handover-notes.tsx';
import { OverrideDialog } from './override-dialog.tsx';
import { OverrideLines } from './override-lines.tsx';
import { formOf } from './roster-draft.ts';
import { ShiftStrip } from './shift-strip.tsx';
import { twoWeeks } from './two-weeks.ts';

/** One roster: now, next, what is wrong with it, two weeks as a picture, overrides and hand-over notes. */
export function RosterPanel({ roster, onEdit }: { roster: RosterWire; onEdit: (() => void) | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [replacing, setReplacing] = useState(false);
  const [span] = useState(twoWeeks);
  const shifts = useQuery(rosterCheckQuery(formOf(roster), span.from, span.until));
  const { now, next, until } = roster;
  return (
    <Panel
      id={`roster-${roster.id}`}
      title={roster.name}
      aside={
        onEdit && (
          <span className="row">
            <Button onClick={() => setReplacing(true)}>{t('onCall.replace')}</Button>
            <Button onClick={onEdit}>{t('common.edit')}</Button>
          </span>
        )
      }
    >
      <div className="stack loose">
        <Facts>
          <Fact name={t('onCall.now')} more={because(now.because, now.sourceName, t)}>
            {now.person === '' ? <Mark tone="red">{t('onCall.nobody')}</Mark> : now.personName}
          </Fact>
          <Fact name={t('onCall.until')}>{until ? <Clock at={until} /> : t('onCall.noEnd')}</Fact>
          <Fact name={t('onCall.next')}>
            {next === null ? '–' : next.person === '' ? <Mark tone="red">{t('onCall.nobody')}</Mark> : next.personName}
          </Fact>
          <Fact name={t('onCall.zone')}>{roster.zone}</Fact>
        </Facts>
        {roster.warnings.length > 0 && (
          <ul className="stack">
            {roster.warnings.map((warning) => (
              <li key={warning.en}>
                <Mark tone="amber">{format.text(warning)}</Mark>
              </li>
            ))}
          </ul>
        )}
        {shifts.data && (
          <ShiftStrip shifts={shifts.data.shifts} zone={roster.zone} from={span.from} until={span.until} />
        )}
        <OverrideLines roster={roster} mayChange={onEdit !== undefined} />
        <HandoverNotes roster={roster} />
      </div>
      {replacing && <OverrideDialog roster={roster} onClose={() => setReplacing(false)} />}
    </Panel>
  );
}

function because(kind: RosterWire['now']['because'], source: string, t: (key: 'onCall.byOverride') => string): string {
  if (kind === 'nobody') return '';
  return kind === 'override' ? t('onCall.byOverride') : source;
}
