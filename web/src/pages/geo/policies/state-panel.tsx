import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { GeoPolicyWire } from '../../../../../src/api/schema/geo.ts';
import { useFormat } from '../../../i18n/use-format.ts';
import { Panel } from '../../../parts/panel.tsx';
import { PolicyReach } from './policy-reach.tsx';
import { PolicyStateMark } from './verdict-mark.tsx';

/** What the policy does now in one line, and the buttons that change it. */
export function StatePanel({
  policy,
  onState,
  busy,
  mayChange,
}: {
  policy: GeoPolicyWire;
  onState: (state: GeoPolicyWire['state']) => void;
  busy: boolean;
  mayChange: boolean;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const { state, proposeOn } = policy;
  const due = proposeOn !== '' && Date.parse(proposeOn) <= Date.now();
  return (
    <Panel className={`bw-geo-policy-state ${state}`}>
      <div className="row wrap apart">
        <div className="stack tight">
          <p className="row wrap">
            <PolicyStateMark state={state} soft />
            <span>
              {t(state === 'watch' ? 'geo.watchText' : state === 'enforced' ? 'geo.enforcedText' : 'geo.offText')}
            </span>
            {state === 'watch' && proposeOn && (
              <span className={due ? 'strong' : 'dim'}>
                {t(due ? 'geo.watchProposeNow' : 'geo.watchPropose', { day: format.day(proposeOn) })}
              </span>
            )}
          </p>
          {state === 'enforced' && <PolicyReach id={policy.id} />}
        </div>
        {mayChange && (
          <div className="row wrap no-print">
            {state !== 'off' && (
              <Button onClick={() => onState('off')} disabled={busy}>
                {t('geo.toOffAct')}
              </Button>
            )}
            {state !== 'watch' && (
              <Button onClick={() => onState('watch')} disabled={busy}>
                {t('geo.toWatch')}
              </Button>
            )}
            {state !== 'enforced' && (
              <Button variant="filled" onClick={() => onState('enforced')} disabled={busy}>
                {t('geo.enforce')}
              </Button>
            )}
          </div>
        )}
      </div>
    </Panel>
  );
}
