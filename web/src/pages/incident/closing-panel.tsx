import { Button, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { IncidentWire } from '../../../../src/api/schema/incidents.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Mark, ToneIcon } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { visibleText } from '../../parts/visible-text.ts';
import { ConflictNotice } from './conflict-notice.tsx';
import { DueTime } from './incident-words.tsx';
import { useIncidentAct } from './use-incident-act.ts';
import { useSharedForm } from './use-shared-form.ts';

const formOf = ({ cause, whatWorked }: IncidentWire) => ({ cause, whatWorked });

/** The gate: every reason why it cannot be closed yet, and the button that closes it when there is none. */
export function GatePanel({ incident }: { incident: IncidentWire }) {
  const { t } = useTranslation();
  const format = useFormat();
  const act = useIncidentAct(incident.id);
  const closed = incident.stages.find(({ stage }) => stage === 'closed');
  const free = incident.gate.length === 0;
  return (
    <Panel
      id="gate"
      title={t('incidents.closing')}
      aside={
        incident.reviewDue &&
        !incident.over && (
          <>
            {t('incidents.nextReview')} <DueTime at={incident.reviewDue} />
          </>
        )
      }
    >
      <div className="stack">
        {incident.over ? (
          <p>{t('incidents.gateOver')}</p>
        ) : free ? (
          <Mark tone="green">{t('incidents.gateFree')}</Mark>
        ) : (
          <>
            <p className="strong">{t('incidents.gateHolds')}</p>
            <ul className="stack tight bw-gate">
              {incident.gate.map((reason) => (
                <li key={reason.en}>
                  <ToneIcon tone="amber" size={14} /> <span>{visibleText(format.text(reason))}</span>
                </li>
              ))}
            </ul>
          </>
        )}
        {incident.may.write && !incident.over && (
          <div className="no-print">
            <Button
              variant={free ? 'filled' : 'default'}
              disabled={!free || !closed?.can.includes('reach')}
              loading={act.isPending}
              onClick={() => act.mutate({ act: { act: 'reach', stage: 'closed' } })}
            >
              {t('incidents.reach-closed')}
            </Button>
          </div>
        )}
      </div>
    </Panel>
  );
}

/** Cause and what helped: what a later incident of the kind shows first. */
export function LessonsPanel({ incident }: { incident: IncidentWire }) {
  const { t } = useTranslation();
  const shared = useSharedForm(
    incident,
    'lessons',
    formOf,
    (part) => ({ act: 'describe', ...part }),
    () => undefined,
  );
  const { form, change } = shared;
  return (
    <Panel id="lessons" title={t('incidents.lessons')}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          shared.save();
        }}
      >
        <Textarea
          label={t('incidents.cause')}
          description={t('incidents.causeHelp')}
          value={form.cause}
          onChange={(event) => change({ cause: event.currentTarget.value })}
          readOnly={!incident.may.write}
          autosize
          minRows={1}
          maxRows={6}
          maxLength={2000}
        />
        <Textarea
          label={t('incidents.whatWorked')}
          description={t('incidents.whatWorkedHelp')}
          value={form.whatWorked}
          onChange={(event) => change({ whatWorked: event.currentTarget.value })}
          readOnly={!incident.may.write}
          autosize
          minRows={2}
          maxRows={10}
          maxLength={2000}
        />
        <ConflictNotice
          incident={incident}
          shared={shared}
          show={(field, of) => ({ name: t(`incidents.${field}`), value: visibleText(of[field]) })}
        />
        {shared.faults?.map((fault) => (
          <p key={fault} className="red">
            {fault}
          </p>
        ))}
        {incident.may.write && (
          <div className="row wrap no-print">
            <Button
              type="submit"
              variant="filled"
              disabled={shared.changed.length === 0 || shared.theirs !== undefined}
              loading={shared.busy}
            >
              {t('common.save')}
            </Button>
            {shared.changed.length > 0 && <span className="dim">{t('incidents.draftKept')}</span>}
          </div>
        )}
      </form>
    </Panel>
  );
}
