import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useSession } from '../api/use-session.ts';
import { PageHeader } from '../parts/page-header.tsx';

/** A page that is not for this role: says so, and who can change it. */
export function NotPermitted() {
  const { t } = useTranslation();
  const user = useSession()?.user;
  return (
    <div className="bw-crash">
      <PageHeader title={t('shell.notPermittedTitle')} />
      <p>{user && t('shell.notPermittedText', { role: t(`people.role_${user.role}`) })}</p>
      <p>
        <Link to="/">{t('shell.overview')}</Link>
      </p>
    </div>
  );
}
