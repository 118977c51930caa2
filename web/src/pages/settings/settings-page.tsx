import { Link, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PageHeader } from '../../parts/page-header.tsx';
import { BackupsSection } from './backups-section.tsx';
import { ContainmentSection } from './containment-section.tsx';
import { DisplaySection } from './display-section.tsx';
import { EnforcersSection } from './enforcers-section.tsx';
import { GuardsSection } from './guards-section.tsx';
import { HoldsSection } from './holds-section.tsx';
import { IncidentsSection } from './incidents-section.tsx';
import { LimitsSection } from './limits-section.tsx';
import { ModeSection } from './mode-section.tsx';
import { NumberListsSection } from './number-lists-section.tsx';
import { RatesSection } from './rates-section.tsx';
import { RecipientsSection } from './recipients-section.tsx';
import { RetentionSection } from './retention-section.tsx';
import { SystemSection } from './system-section.tsx';
import { TokensSection } from './tokens-section.tsx';
import './settings.css';

const sections = [
  { id: 'mode', name: 'settings.mode', part: ModeSection },
  { id: 'guards', name: 'settings.guards', part: GuardsSection },
  { id: 'incidents', name: 'incidents.settings', part: IncidentsSection },
  { id: 'containment', name: 'measures.settings', part: ContainmentSection },
  { id: 'limits', name: 'settings.limits', part: LimitsSection },
  { id: 'enforcers', name: 'keeping.enforcers', part: EnforcersSection },
  { id: 'rates', name: 'calls.ratesTitle', part: RatesSection },
  { id: 'numbers', name: 'calls.listsTitle', part: NumberListsSection },
  { id: 'recipients', name: 'settings.recipients', part: RecipientsSection },
  { id: 'tokens', name: 'settings.tokens', part: TokensSection },
  { id: 'retention', name: 'keeping.retention', part: RetentionSection },
  { id: 'holds', name: 'keeping.holds', part: HoldsSection },
  { id: 'backups', name: 'keeping.backups', part: BackupsSection },
  { id: 'system', name: 'keeping.system', part: SystemSection },
  { id: 'display', name: 'settings.display', part: DisplaySection },
] as const;

export function SettingsPage() {
  const { t } = useTranslation();
  const asked = useSearch({ from: '/shell/settings' }).section;
  const section = sections.find((one) => one.id === asked) ?? sections[0];
  return (
    <>
      <PageHeader title={t('settings.title')} />
      <div className="bw-settings">
        <nav aria-label={t('settings.sections')} className="bw-settings-nav">
          {sections.map((one) => (
            <Link
              key={one.id}
              to="/settings"
              search={{ section: one.id }}
              replace
              className={`bw-nav-link ${one.id === section.id ? 'active' : ''}`}
              aria-current={one.id === section.id ? 'page' : undefined}
            >
              {t(one.name)}
            </Link>
          ))}
        </nav>
        <div className="stack loose">
          <section.part />
        </div>
      </div>
    </>
  );
}
