import { useTranslation } from 'react-i18next';
import type { RunWire } from '../../../../src/api/schema/playbook-runs.ts';
import { Panel } from '../../parts/panel.tsx';
import { Raw } from '../../parts/raw.tsx';
import { plainName } from '../playbook/model/edit-parts.ts';

/** What is known by now. */
export function RunValues({ run: { variables } }: { run: RunWire }) {
  const { t } = useTranslation();
  if (variables.length === 0) return null;
  return (
    <Panel id="run-values" title={t('playbooks.runValues')}>
      <dl className="bw-pairs">
        {variables.map(({ name, value, description }) => (
          <div key={name} className="bw-run-value">
            <dt title={description}>
              <bdi>{plainName(name)}</bdi>
            </dt>
            <dd>
              {value === null || value === '' ? (
                <span className="dim">{t('playbooks.valueUnknown')}</span>
              ) : (
                <Raw text={value} max={200} />
              )}
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
