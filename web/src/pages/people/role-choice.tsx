import { Radio } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Role } from '../../api/types.ts';

/** One of a few roles, each with what it may do. */
export function RoleChoice({
  roles,
  value,
  onChange,
}: {
  roles: readonly Role[];
  value: Role;
  onChange: (role: Role) => void;
}) {
  const { t } = useTranslation();
  return (
    <Radio.Group label={t('people.role')} value={value} onChange={(role) => onChange(role as Role)}>
      <div className="bw-role-choice">
        {roles.map((role) => (
          <Radio
            key={role}
            value={role}
            size="xs"
            label={<span className="strong">{t(`people.role_${role}`)}</span>}
            description={t(`people.may_${role}`)}
          />
        ))}
      </div>
    </Radio.Group>
  );
}
