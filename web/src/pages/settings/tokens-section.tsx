import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { tenantsQuery, tokensQuery } from '../../api/queries.ts';
import { remove } from '../../api/request.ts';
import type { Token } from '../../api/types.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Answer } from '../../parts/loading.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { Raw } from '../../parts/raw.tsx';
import { Ago } from '../../parts/time.tsx';
import { toast } from '../../parts/toast.tsx';
import { useTenantName } from '../../shell/tenant-name.ts';
import { TokenForm } from './token-form.tsx';

/** Tokens of machines: what each is for, when it was last used, the way to revoke it. */
export function TokensSection() {
  const { t } = useTranslation();
  const nameOf = useTenantName();
  const tokens = useQuery(tokensQuery);
  const tenants = useQuery(tenantsQuery).data ?? [];
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<Token>();
  const customer = (token: Token) =>
    token.tenant
      ? nameOf(token.tenant, tenants.find((one) => one.id === token.tenant)?.name ?? '')
      : t('settings.tokenAllCustomers');
  return (
    <Panel id="tokens" title={t('settings.tokens')} aside={t('settings.tokensText')} flush>
      <Answer of={tokens} rows={3}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title={t('settings.tokensEmpty')} />
          ) : (
            <ul className="bw-lines">
              {rows.map((token) => (
                <li key={token.id} className="bw-setting-line">
                  <span>
                    <span className="strong">{token.name}</span>
                    <div className="dim">
                      {t(`settings.token_${token.kind}`)} · {customer(token)}
                      {token.madeBy && ` · ${t('settings.tokenBy', { name: token.madeBy })}`}
                    </div>
                    {token.permissions.length > 0 && (
                      <div className="dim" title={token.permissions.join(', ')}>
                        <Raw text={token.permissions.join(', ')} max={90} />
                      </div>
                    )}
                  </span>
                  <span className="dim">
                    {t('settings.tokenCreated')} <Ago at={token.createdAt} />
                    <div>
                      {t('settings.tokenUsed')} {token.lastUsedAt ? <Ago at={token.lastUsedAt} /> : t('sources.never')}{' '}
                      {token.lastUsedAddress && t('settings.tokenFrom', { address: token.lastUsedAddress })}
                    </div>
                    <div>
                      {t('settings.tokenEnds')}{' '}
                      {token.expiresAt ? <Ago at={token.expiresAt} /> : t('settings.tokenNoEnd')}{' '}
                      {token.state !== 'active' && (
                        <Mark tone={token.state === 'expiring' ? 'amber' : 'red'}>
                          {t(`settings.tokenState_${token.state}`)}
                        </Mark>
                      )}
                    </div>
                  </span>
                  <Button
                    onClick={() => setRevoking(token)}
                    aria-label={t('settings.tokenRevokeOf', { name: token.name })}
                  >
                    {t('settings.tokenRevoke')}
                  </Button>
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
      <div className="bw-inline-form">
        <Button variant="filled" onClick={() => setMaking(true)}>
          {t('settings.tokenAdd')}
        </Button>
        <Link to="/api-docs">{t('settings.apiDocs')}</Link>
      </div>
      {making && <TokenForm onClose={() => setMaking(false)} />}
      {revoking && <Revoke token={revoking} onClose={() => setRevoking(undefined)} />}
    </Panel>
  );
}

function Revoke({ token, onClose }: { token: Token; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const problemText = useProblemText();
  const revoke = useMutation({
    mutationFn: () => remove(`/api/v1/tokens/${encodeURIComponent(token.id)}`),
    onSuccess: () => {
      onClose();
      toast({ title: t('settings.tokenRevoked', { name: token.name }), brief: true });
      return client.invalidateQueries({ queryKey: tokensQuery.queryKey });
    },
  });
  return (
    <Confirm
      title={t('settings.tokenRevokeTitle', { name: token.name })}
      submit={t('settings.tokenRevokeOf', { name: token.name })}
      busy={revoke.isPending}
      onSubmit={() => revoke.mutate()}
      onClose={onClose}
    >
      <p>{t('settings.tokenRevokeText')}</p>
      {revoke.error && <p className="red">{problemText(revoke.error)}</p>}
    </Confirm>
  );
}
