import { useTranslation } from 'react-i18next';
import type { IncidentWire } from '../../../../src/api/schema/incidents.ts';
import { visibleText } from '../../parts/visible-text.ts';
import { useIncidentAct } from './use-incident-act.ts';

type Role = IncidentWire['roles'][number]['role'];

/** Gives a role to somebody (`me`; '' ends it). When somebody else gave it away meanwhile, that is said and asked first. */
export function useGiveRole(incident: IncidentWire) {
  const { t } = useTranslation();
  const act = useIncidentAct(incident.id);
  const holder = (role: Role) => (one: IncidentWire) => one.roles.find((held) => held.role === role)?.person ?? null;
  return {
    busy: act.isPending,
    give: (role: Role, person: string) =>
      act.mutate({
        act: { act: 'give-role', role, person },
        over: {
          seen: incident,
          part: holder(role),
          again: person === '' ? t('incidents.roleEndAgain') : undefined,
          told: (newest) => {
            const name = holder(role)(newest)?.name;
            const what = t(`incidents.role-${role}`).toLowerCase();
            return name
              ? t('incidents.roleTaken', { name: visibleText(name), role: what })
              : t('incidents.roleEnded', { role: what });
          },
        },
      }),
  };
}
