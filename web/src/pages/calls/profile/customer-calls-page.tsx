import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { callRulesQuery, callSettingsQuery, profileQuery } from '../../../api/call-queries.ts';
import { tenantsQuery } from '../../../api/queries.ts';
import { Answer } from '../../../parts/loading.tsx';
import { PageHeader } from '../../../parts/page-header.tsx';
import { visibleText } from '../../../parts/visible-text.ts';
import { FiguresPanel } from './figures-panel.tsx';
import { GuardPanel } from './guard-panel.tsx';
import { MoneyPanel } from './money-panel.tsx';
import { ProfilePanel } from './profile-panel.tsx';
import '../calls.css';

/** One customer's calls: what is normal, what was seen, what may never be exceeded, and what always passes. */
export function CustomerCallsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { id } = useParams({ from: '/shell/customers/$id/calls' });
  const { payer = '', country = '' } = useSearch({ from: '/shell/customers/$id/calls' });
  const name = useQuery(tenantsQuery).data?.find((one) => one.id === id)?.name ?? id;
  const profile = useQuery(profileQuery(id, payer, country));
  const settings = useQuery(callSettingsQuery(id));
  const rules = useQuery(callRulesQuery);
  const choose = (change: { payer?: string; country?: string }) =>
    void navigate({
      to: '/customers/$id/calls',
      params: { id },
      search: (old) => ({ ...old, ...change }),
      replace: true,
    });
  return (
    <>
      <PageHeader title={t('calls.profileOf', { name: visibleText(name) })}>
        <Link to="/customers/$id" params={{ id }}>
          {visibleText(name)}
        </Link>
        <Link to="/calls" search={{ view: 'list', tenant: id }}>
          {t('calls.allTitle')}
        </Link>
      </PageHeader>
      <div className="stack loose">
        <Answer of={profile} rows={8}>
          {(data) => <ProfilePanel profile={data} onChoose={choose} />}
        </Answer>
        <MoneyPanel tenant={id} />
        <Answer of={settings} rows={6}>
          {(got) => (
            <>
              <GuardPanel key={`guard-${got.version}`} tenant={id} got={got} />
              {rules.data && <FiguresPanel key={`figures-${got.version}`} tenant={id} got={got} rules={rules.data} />}
            </>
          )}
        </Answer>
      </div>
    </>
  );
}
