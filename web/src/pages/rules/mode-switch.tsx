import { SegmentedControl } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { settingsQuery } from '../../api/queries.ts';
import { patch } from '../../api/request.ts';
import type { Mode, Rule } from '../../api/types.ts';
import { useFormat, useWord } from '../../i18n/use-format.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { toast } from '../../parts/toast.tsx';

export const modes: readonly Mode[] = ['off', 'report-only', 'enforce'];

/** Off, report only, enforce: asks first, with what it means for this rule. */
export function ModeSwitch({ rule }: { rule: Rule }) {
  const { t } = useTranslation();
  const format = useFormat();
  const word = useWord();
  const client = useQueryClient();
  const problemText = useProblemText();
  const overall = useQuery(settingsQuery).data?.mode;
  const [wanted, setWanted] = useState<Mode>();
  const title = format.text(rule.title);
  const change = useMutation({
    mutationFn: (mode: Mode) => patch<Rule>(`/api/v1/rules/${encodeURIComponent(rule.id)}`, { mode }),
    onSuccess: (changed) => {
      client.setQueryData<Rule[]>(['rules'], (old) => old?.map((one) => (one.id === changed.id ? changed : one)));
      void client.invalidateQueries({ queryKey: ['rules'] });
      setWanted(undefined);
      toast({ title: t('rules.changed', { rule: title, mode: word('mode', changed.mode) }), brief: true });
    },
  });
  return (
    <>
      <SegmentedControl
        className="bw-mode-switch"
        size="xs"
        aria-label={t('rules.modeOf', { rule: title })}
        value={rule.mode}
        onChange={(mode) => setWanted(mode as Mode)}
        data={modes.map((mode) => ({ value: mode, label: word('mode', mode) }))}
      />
      {wanted && (
        <Confirm
          title={t('rules.changeTitle', { rule: title, mode: word('mode', wanted).toLowerCase() })}
          submit={t('rules.changeSubmit', { mode: word('mode', wanted).toLowerCase() })}
          busy={change.isPending}
          onSubmit={() => change.mutate(wanted)}
          onClose={() => setWanted(undefined)}
        >
          <p>{t(`rules.change_${wanted}`)}</p>
          {wanted === 'off' && rule.alerts24h > 0 && <p>{t('rules.change_offSeen', { count: rule.alerts24h })}</p>}
          {wanted === 'enforce' &&
            (rule.response.action === 'alert' ? (
              <p>{t('rules.change_enforceAlert')}</p>
            ) : (
              rule.reported24h > 0 && <p>{t('rules.change_enforceSeen', { count: rule.reported24h })}</p>
            ))}
          {overall && modes.indexOf(overall) < modes.indexOf(wanted) && (
            <p className="amber">{t('rules.change_overall', { mode: word('mode', overall).toLowerCase() })}</p>
          )}
          {change.error && <p className="red">{problemText(change.error)}</p>}
        </Confirm>
      )}
    </>
  );
}
