import { useTranslation } from 'react-i18next';
import type { Listener } from '../../api/types.ts';
import { useFormat, useWord } from '../../i18n/use-format.ts';
import { Mark } from '../../parts/mark.tsx';
import { endpoint, isLoopback } from './endpoint.ts';

/** What would keep a PBX from reaching this server. */
export function ListenerNotes({
  listeners,
  kinds,
}: {
  listeners: readonly Listener[];
  kinds: readonly Listener['kind'][];
}) {
  const { t } = useTranslation();
  const word = useWord();
  const format = useFormat();
  const network = kinds.filter((kind): kind is 'syslog' | 'hep' => kind === 'syslog' || kind === 'hep');
  const missing = network.filter((kind) => !endpoint(listeners, kind).listener);
  const local = listeners.filter(
    (one) => network.some((kind) => kind === one.kind) && one.port > 0 && isLoopback(one.host),
  );
  if (missing.length === 0 && local.length === 0) return null;
  return (
    <div className="stack tight">
      {missing.map((kind) => (
        <Mark key={kind} tone="amber">
          {t('connect.noListener', { kind: word('kind', kind) })}
        </Mark>
      ))}
      {local.length > 0 && (
        <Mark tone="blue">
          {t('connect.hostLoopback', {
            count: local.length,
            listeners: format.list(local.map((one) => `${one.id} (${one.port})`)),
          })}
        </Mark>
      )}
    </div>
  );
}
