import { useTranslation } from 'react-i18next';
import type { Decision } from '../api/types.ts';
import { useFormat, useWord } from '../i18n/use-format.ts';
import { Mark, type Tone } from './mark.tsx';

const tones: Readonly<Record<Decision['enforcers'][number]['state'], Tone>> = {
  asked: 'blue',
  'in-force': 'green',
  lifted: 'dim',
  failed: 'red',
};

/** Per enforcer what it confirmed. */
export function EnforcerStates({ decision }: { decision: Decision }) {
  const { t } = useTranslation();
  const word = useWord();
  const format = useFormat();
  return (
    <span className="row wrap">
      {decision.enforcers.map((one) => (
        <Mark
          key={one.enforcer}
          tone={one.real || one.state === 'failed' ? tones[one.state] : 'amber'}
          title={[word('enforcer', one.state), format.exact(one.at), one.error].filter(Boolean).join(' · ')}
        >
          {one.enforcer}
          {one.real ? '' : ` (${t('blocks.dry')})`}
          {one.state === 'in-force' ? '' : ` ${word('enforcer', one.state)}`}
        </Mark>
      ))}
    </span>
  );
}
