import { useTranslation } from 'react-i18next';
import type { IncidentWire } from '../../../../src/api/schema/incidents.ts';
import { useSession } from '../../api/use-session.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Panel } from '../../parts/panel.tsx';
import { Raw } from '../../parts/raw.tsx';
import { Clock } from '../../parts/time.tsx';
import { OwnerChoice } from './owner-choice.tsx';
import { useGiveRole } from './use-give-role.ts';

/** Who does what, and who did before. */
export function RolesPanel({ incident }: { incident: IncidentWire }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { give } = useGiveRole(incident);
  const me = useSession()?.user?.id;
  const works = incident.may.write && !incident.over;
  return (
    <Panel id="roles" title={t('incidents.roles')}>
      <div className="stack">
        <div className="bw-roles">
          {incident.roles.map(({ role, person, from }) =>
            works ? (
              <OwnerChoice
                key={role}
                label={t(`incidents.role-${role}`)}
                nobody={t('incidents.roleNobody')}
                value={person?.id.startsWith('user:') ? person.id.slice('user:'.length) : ''}
                current={person}
                onChange={(id) => give(role, id && id === me ? 'me' : id)}
              />
            ) : (
              <div key={role}>
                <div className="dim">{t(`incidents.role-${role}`)}</div>
                {person ? <Raw text={person.name} max={60} /> : <span className="dim">{t('incidents.nobody')}</span>}
                {from && <span className="dim"> · {t('incidents.roleSince', { time: format.clock(from) })}</span>}
              </div>
            ),
          )}
        </div>
        {incident.roleHistory.length > 0 && (
          <details>
            <summary>{t('incidents.roleHistory')}</summary>
            <ul className="stack tight">
              {incident.roleHistory.map(({ role, person, from, until }) => (
                <li key={`${role} ${person.id} ${from}`}>
                  <Raw text={person.name} max={60} />{' '}
                  <span className="dim">
                    {t(`incidents.role-${role}`)} · <Clock at={from} /> –{' '}
                    {until ? <Clock at={until} /> : t('incidents.roleStill')}
                  </span>
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
    </Panel>
  );
}
