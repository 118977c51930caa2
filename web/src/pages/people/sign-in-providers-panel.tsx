import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { CopyLine } from '../../parts/copy.tsx';
import { Answer } from '../../parts/loading.tsx';
import { Panel } from '../../parts/panel.tsx';
import { securityQuery } from './people-queries.ts';

/** Single sign-on as it is set up in the file, with the address its provider has to know. */
export function SignInProvidersPanel() {
  const { t } = useTranslation();
  const security = useQuery(securityQuery);
  return (
    <Panel id="sign-in-providers" title={t('people.ssoTitle')} flush>
      <Answer of={security} rows={1}>
        {({ data: { providers } }) => (
          <ul className="bw-lines">
            {providers.length === 0 && <li className="dim">{t('people.ssoNone')}</li>}
            {providers.map((provider) => (
              <li key={provider.id} className="stack tight">
                <div>
                  <span className="strong">{provider.name}</span> <span className="dim">{provider.issuer}</span>
                </div>
                <div className="dim">{t('people.ssoCallback')}</div>
                <CopyLine text={provider.callback} />
              </li>
            ))}
          </ul>
        )}
      </Answer>
    </Panel>
  );
}
