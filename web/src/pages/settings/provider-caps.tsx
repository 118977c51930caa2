import { useQuery } from '@tanstack/react-query';
import { callRulesQuery, callSettingsQuery } from '../../api/call-queries.ts';
import { Answer } from '../../parts/loading.tsx';
import { FiguresPanel, providerTenant } from '../calls/profile/figures-panel.tsx';

/** Caps on what the calls of all customers together cost. */
export function ProviderCaps() {
  const rules = useQuery(callRulesQuery);
  const settings = useQuery(callSettingsQuery(providerTenant));
  return (
    <Answer of={settings} rows={3}>
      {(got) =>
        rules.data && <FiguresPanel key={`caps-${got.version}`} tenant={providerTenant} got={got} rules={rules.data} />
      }
    </Answer>
  );
}
