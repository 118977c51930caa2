import { useTranslation } from 'react-i18next';
import { useRuleTitle } from '../../api/use-rule-title.ts';
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
  const titleOf = useRuleTitle();
  const Icon = icons[actor.kind];
  const name =
    actor.kind === 'local' ? t('audit.kind_local') : actor.kind === 'rule' ? titleOf(actor.id) : actor.name || actor.id;
  return (
    <span className="bw-who">
      <Icon size={14} aria-label={t(`audit.kind_${actor.kind}`)} />
      <Raw text={name} max={60} />
    </span>
  );
}
