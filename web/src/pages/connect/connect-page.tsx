import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listenersQuery } from '../../api/queries.ts';
import { CodeBlock } from '../../parts/copy.tsx';
import { Answer } from '../../parts/loading.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Panel } from '../../parts/panel.tsx';
import { TokenForm } from '../settings/token-form.tsx';
import { endpoint, likelyHost } from './endpoint.ts';
import { ListenerNotes } from './listener-notes.tsx';
import type { Product } from './product.ts';
import { products } from './products.ts';
import { Waiting } from './waiting.tsx';
import './connect.css';

/** How to connect each product, with what this server really listens on filled in, until the first line is there. */
export function ConnectPage() {
  const { t } = useTranslation();
  const chosen = useSearch({ from: '/shell/sources/connect' }).product;
  const product = products.find((one) => one.id === chosen) ?? products[0]!;
  return (
    <>
      <PageHeader title={t('connect.title')} aside={t('connect.intro')} />
      <div className="bw-connect">
        <nav aria-label={t('connect.product')} className="bw-connect-products">
          {products.map((one) => (
            <Link
              key={one.id}
              to="/sources/connect"
              search={{ product: one.id }}
              replace
              className={`bw-nav-link ${one.id === product.id ? 'active' : ''}`}
              aria-current={one.id === product.id ? 'page' : undefined}
            >
              {one.nameKey ? t(one.nameKey) : one.name}
            </Link>
          ))}
        </nav>
        <div className="stack loose">
          <Steps key={product.id} product={product} />
          <Waiting key={`wait-${product.id}`} kinds={product.kinds} />
        </div>
      </div>
    </>
  );
}

function Steps({ product }: { product: Product }) {
  const { t } = useTranslation();
  const query = useQuery(listenersQuery);
  const [host, setHost] = useState<string>();
  const [makingToken, setMakingToken] = useState(false);
  return (
    <Panel title={product.nameKey ? t(product.nameKey) : product.name}>
      <Answer of={query}>
        {(listeners) => {
          const shownHost = host ?? likelyHost(listeners, window.location.hostname);
          const target = {
            host: shownHost.trim() || 'BELWACHT',
            syslogTcp: endpoint(listeners, 'syslog', 'tcp').port,
            syslogUdp: endpoint(listeners, 'syslog', 'udp').port,
            hepUdp: endpoint(listeners, 'hep', 'udp').port,
            origin: window.location.origin,
          };
          return (
            <div className="stack loose">
              <ListenerNotes listeners={listeners} kinds={product.kinds} />
              {!product.kinds.includes('http') && (
                <TextInput
                  className="bw-connect-host"
                  label={t('connect.host')}
                  value={shownHost}
                  onChange={(event) => setHost(event.currentTarget.value)}
                  spellCheck={false}
                />
              )}
              <ol className="bw-steps">
                {product.steps.map((step) => (
                  <li key={step.title}>
                    <h3>{t(step.title)}</h3>
                    {step.text && <p className="dim">{t(step.text)}</p>}
                    {step.config && (
                      <CodeBlock text={step.config(target)} label={t('connect.copyStep', { title: t(step.title) })} />
                    )}
                    {step.act === 'token' && (
                      <Button onClick={() => setMakingToken(true)}>{t('connect.genericToken')}</Button>
                    )}
                  </li>
                ))}
              </ol>
            </div>
          );
        }}
      </Answer>
      {makingToken && <TokenForm kind="ingest" onClose={() => setMakingToken(false)} />}
    </Panel>
  );
}
