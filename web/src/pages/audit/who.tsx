import { useTranslation } from 'react-i18next';
import { IconDeviceDesktop, IconKey, IconListCheck, IconShieldCheck, IconUser } from '../../parts/icons.ts';
import { Raw } from '../../parts/raw.tsx';
import type { AuditEntry } from './audit-query.ts';

const icons = {
  person: IconUser,
  token: IconKey,
  rule: IconListCheck,
  system: IconShieldCheck,
  local: IconDeviceDesktop,
};

/** Who did it: a person, a token, a rule, Belwacht itself, or the command line of its machine. */
export function Who({ actor }: { actor: AuditEntry['actor'] }) {
  const { t } = useTranslation();
  const Icon = icons[actor.kind];
  return (
    <span className="bw-who">
      <Icon size={14} aria-label={t(`audit.kind_${actor.kind}`)} />
      <Raw text={actor.kind === 'local' ? t('audit.kind_local') : actor.name || actor.id} max={60} />
    </span>
  );
}
