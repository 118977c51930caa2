import { Button, Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { IncidentWire } from '../../../../src/api/schema/incidents.ts';
import { incidentPath } from '../../api/incident-queries.ts';
import { download } from '../../api/request.ts';
import { useSession } from '../../api/use-session.ts';
import { useFormat } from '../../i18n/use-format.ts';
import {
  IconArrowBackUp,
  IconBan,
  IconCheck,
  IconDots,
  IconPencil,
  IconPhoneCall,
  IconUser,
} from '../../parts/icons.ts';
import { useKeys } from '../../parts/keyboard.ts';
import { toast } from '../../parts/toast.tsx';
import { useNumberText } from './incident-words.tsx';
import { useAcknowledge } from './use-acknowledge.ts';
import { useGiveRole } from './use-give-role.ts';
import { useRefusal } from './use-incident-act.ts';

/** What the buttons lead to on the page. */
export type IncidentAsked =
  | 'note'
  | 'playbook'
  | 'block'
  | 'divert'
  | 'undo'
  | 'by-hand'
  | 'merge'
  | 'split'
  | 'reopen';

/** Acknowledge, lead, note, playbook: each one key; on a phone the six that work with one thumb. */
export function IncidentActs({ incident, onAsk }: { incident: IncidentWire; onAsk: (asked: IncidentAsked) => void }) {
  const { t } = useTranslation();
  const me = useSession()?.user;
  const role = useGiveRole(incident);
  const acknowledge = useAcknowledge(incident);
  const { write, measures, playbooks } = incident.may;
  const leads = incident.roles.find(({ role }) => role === 'coordinator')?.person?.id === `user:${me?.id ?? ''}`;
  const works = write && !incident.over;
  const lead = () => role.give('coordinator', 'me');
  const mayLead = works && !leads;
  useKeys({
    a: acknowledge.can ? acknowledge.run : undefined,
    l: mayLead ? lead : undefined,
    n: write ? () => onAsk('note') : undefined,
    r: works && playbooks ? () => onAsk('playbook') : undefined,
    b: works && measures ? () => onAsk('block') : undefined,
    u: measures ? () => onAsk('undo') : undefined,
  });
  return (
    <>
      <div className="bw-incident-acts off-thumb">
        {acknowledge.can && (
          <Button
            variant="filled"
            onClick={acknowledge.run}
            loading={acknowledge.busy}
            rightSection={<kbd aria-hidden>a</kbd>}
          >
            {t('incidents.acknowledge')}
          </Button>
        )}
        {mayLead && (
          <Button
            variant={acknowledge.can ? 'default' : 'filled'}
            onClick={lead}
            loading={role.busy}
            rightSection={<kbd aria-hidden>l</kbd>}
          >
            {t('incidents.takeLead')}
          </Button>
        )}
        {write && (
          <Button onClick={() => onAsk('note')} rightSection={<kbd aria-hidden>n</kbd>}>
            {t('incidents.note')}
          </Button>
        )}
        {works && playbooks && (
          <Button onClick={() => onAsk('playbook')} rightSection={<kbd aria-hidden>r</kbd>}>
            {t('incidents.runPlaybook')}
          </Button>
        )}
        <MoreMenu incident={incident} onAsk={onAsk} />
      </div>
      {(works || acknowledge.can) && (
        <nav className="bw-thumb-bar no-print" aria-label={t('incidents.acts')}>
          <Thumb icon={IconCheck} name={t('incidents.acknowledge')} run={acknowledge.run} off={!acknowledge.can} />
          <Thumb
            icon={IconUser}
            name={t(leads ? 'incidents.leads' : 'incidents.leadShort')}
            run={lead}
            off={!mayLead}
          />
          <Thumb icon={IconBan} name={t('incidents.block')} run={() => onAsk('block')} off={!measures} />
          <Thumb icon={IconArrowBackUp} name={t('incidents.undo')} run={() => onAsk('undo')} off={!measures} />
          <Thumb icon={IconPhoneCall} name={t('incidents.divert')} run={() => onAsk('divert')} off={!measures} />
          <Thumb icon={IconPencil} name={t('incidents.note')} run={() => onAsk('note')} off={!write} />
        </nav>
      )}
    </>
  );
}

function Thumb({ icon: Icon, name, run, off }: { icon: typeof IconBan; name: string; run: () => void; off: boolean }) {
  return (
    <button type="button" onClick={run} disabled={off}>
      <Icon size={20} stroke={1.7} aria-hidden />
      <span>{name}</span>
    </button>
  );
}

/** What is done less often: merging, splitting, reopening, taking the timeline along. */
function MoreMenu({ incident, onAsk }: { incident: IncidentWire; onAsk: (asked: IncidentAsked) => void }) {
  const { t } = useTranslation();
  const { language } = useFormat();
  const refusal = useRefusal();
  const numberText = useNumberText();
  const take = (format: 'csv' | 'json' | 'md', forCustomer = false) => {
    const name = `${numberText(incident.number)}.${format}`;
    void download(
      `${incidentPath(incident.id)}/export?format=${format}&language=${language}&forCustomer=${forCustomer}`,
      name,
    ).catch((error: unknown) => toast({ title: t('common.actFailed'), text: refusal(error).join(' '), bad: true }));
  };
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button aria-label={t('incidents.more')} leftSection={<IconDots size={15} />}>
          {t('incidents.more')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('incidents.exportTimeline')}</Menu.Label>
        <Menu.Item onClick={() => take('md')}>{t('incidents.exportAs', { format: 'Markdown' })}</Menu.Item>
        <Menu.Item onClick={() => take('csv')}>{t('incidents.exportAs', { format: 'CSV' })}</Menu.Item>
        <Menu.Item onClick={() => take('json')}>{t('incidents.exportAs', { format: 'JSON' })}</Menu.Item>
        {incident.may.write && (
          <Menu.Item onClick={() => take('md', true)}>
            {t('incidents.exportCustomer', { format: 'Markdown' })}
          </Menu.Item>
        )}
        <Menu.Item onClick={() => window.print()}>{t('incidents.print')}</Menu.Item>
        {incident.may.write && <Menu.Divider />}
        {incident.may.write && incident.canReopen && (
          <Menu.Item onClick={() => onAsk('reopen')}>{t('incidents.reopen')}</Menu.Item>
        )}
        {incident.may.write && !incident.over && (
          <>
            <Menu.Item onClick={() => onAsk('by-hand')}>{t('incidents.measureAdd')}</Menu.Item>
            <Menu.Item onClick={() => onAsk('merge')}>{t('incidents.merge')}</Menu.Item>
            <Menu.Item onClick={() => onAsk('split')}>{t('incidents.split')}</Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
