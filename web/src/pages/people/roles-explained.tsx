import { useTranslation } from 'react-i18next';
import type { Role } from '../../api/types.ts';
import { Panel } from '../../parts/panel.tsx';

/** Each role in a sentence. */
export function RolesExplained({ roles }: { roles: readonly Role[] }) {
  const { t } = useTranslation();
  return (
    <Panel id="roles" title={t('people.roles')}>
      <dl className="bw-roles">
        {roles.map((role) => (
          <div key={role} style={{ display: 'contents' }}>
            <dt>{t(`people.role_${role}`)}</dt>
            <dd>{t(`people.may_${role}`)}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
