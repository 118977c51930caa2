import { SegmentedControl } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { settingsQuery } from '../../api/queries.ts';
import { patch, versionOf } from '../../api/request.ts';
import type { Mode, Rule } from '../../api/types.ts';
import { useMay } from '../../api/use-session.ts';
import { useFormat, useWord } from '../../i18n/use-format.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { toast } from '../../parts/toast.tsx';

export const modes: readonly Mode[] = ['off', 'report-only', 'enforce'];

/** What was asked for, and the version of the rule that was on the screen then. */
interface Wish {
  mode: Mode;
  version: string;
}

/** Off, report only, enforce: asks first, with what it means for this rule. */
export function ModeSwitch({ rule }: { rule: Rule }) {
  const { t } = useTranslation();
  const format = useFormat();
  const word = useWord();
  const client = useQueryClient();
  const problemText = useProblemText();
  const overall = useQuery(settingsQuery).data?.mode;
  const may = useMay();
  const [wish, setWish] = useState<Wish>();
  const wanted = wish?.mode;
  const title = format.text(rule.title);
  const change = useMutation({
    mutationFn: ({ mode, version }: Wish) =>
      patch<Rule>(`/api/v1/rules/${encodeURIComponent(rule.id)}`, { mode }, { version }),
    onSuccess: (changed) => {
      client.setQueryData<Rule[]>(['rules'], (old) => old?.map((one) => (one.id === changed.id ? changed : one)));
      setWish(undefined);
      toast({ title: t('rules.changed', { rule: title, mode: word('mode', changed.mode) }), brief: true });
    },
    onSettled: () => void client.invalidateQueries({ queryKey: ['rules'] }),
  });
  if (!may('rules:write')) return <>{word('mode', rule.mode)}</>;
  return (
    <>
      <SegmentedControl
        className="bw-mode-switch"
        size="xs"
        aria-label={t('rules.modeOf', { rule: title })}
        value={rule.mode}
        onChange={(mode) => setWish({ mode: mode as Mode, version: versionOf(rule) })}
        data={modes.map((mode) => ({ value: mode, label: word('mode', mode) }))}
      />
      {wish && wanted && (
        <Confirm
          title={t('rules.changeTitle', { rule: title, mode: word('mode', wanted).toLowerCase() })}
          submit={t('rules.changeSubmit', { mode: word('mode', wanted).toLowerCase() })}
          busy={change.isPending}
          onSubmit={() => change.mutate(wish)}
          onClose={() => setWish(undefined)}
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
