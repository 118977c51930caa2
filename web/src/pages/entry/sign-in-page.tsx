import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Navigate, useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { sessionQuery } from '../../api/queries.ts';
import { EntryFrame } from './entry-frame.tsx';
import { SignInForm } from './sign-in-form.tsx';

export function SignInPage() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { next } = useSearch({ from: '/sign-in' });
  const session = useQuery(sessionQuery).data;
  if (session?.setupNeeded) return <Navigate to="/setup" />;
  return (
    <EntryFrame title={t('entry.signInTitle')}>
      <SignInForm
        onDone={async () => {
          await client.fetchQuery({ ...sessionQuery, staleTime: 0 });
          // Only a path on this server: a link may not lead a fresh session elsewhere.
          const safe = next?.startsWith('/') && !next.startsWith('//') && !next.includes('\\') ? next : '/';
          await navigate({ href: safe });
        }}
      />
    </EntryFrame>
  );
}
