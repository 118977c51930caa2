import { useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { isCustomerRole, useSession } from '../../api/use-session.ts';
import { PageHeader } from '../../parts/page-header.tsx';
import { FactorsPanel } from './factors-panel.tsx';
import { OwnSessionsPanel } from './own-sessions-panel.tsx';
import { PasswordPanel } from './password-panel.tsx';
import { ProvidersPanel } from './providers-panel.tsx';
import { PushPanel } from './push-panel.tsx';
import { SelfPanel } from './self-panel.tsx';
import './profile.css';

/** What is one's own: name and language, the ways in, and where one is signed in. */
export function ProfilePage() {
  const { t, i18n } = useTranslation();
  const { error } = useSearch({ from: '/shell/profile' });
  const session = useSession();
  const user = session?.user;
  if (!user) return null;
  const key = `problems.${error?.replaceAll('_', '-')}`;
  return (
    <>
      <PageHeader title={t('profile.title')} aside={user.email} />
      <div className="bw-profile">
        <SelfPanel user={user} />
        <FactorsPanel user={user} />
        <PasswordPanel user={user} />
        <OwnSessionsPanel />
        {user.role && !isCustomerRole(user.role) && <PushPanel />}
        {session.providers.length > 0 && (
          <ProvidersPanel
            problem={error && (i18n.exists(key) ? (t as (key: string) => string)(key) : t('problems.provider-failed'))}
          />
        )}
      </div>
    </>
  );
}
