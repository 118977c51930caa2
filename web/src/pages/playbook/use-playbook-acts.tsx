import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlaybookSummaryWire } from '../../../../src/api/schema/playbooks.ts';
import { playbookPath } from '../../api/playbook-queries.ts';
import { post, remove, versionOf } from '../../api/request.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { toast } from '../../parts/toast.tsx';
import { visibleText } from '../../parts/visible-text.ts';

type Question = { readonly kind: 'activate'; readonly version: string } | { readonly kind: 'retire' | 'delete' };

/** What is done to a playbook as a whole; `question` is what has to be answered first, and has to be shown. */
export function usePlaybookActs(playbook: PlaybookSummaryWire): {
  /** `draft`, or `modified` of a version. */
  activate: (version: string) => void;
  retire: () => void;
  delete: () => void;
  dismiss: () => void;
  busy: boolean;
  question: ReactNode;
} {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const problemText = useProblemText();
  const [question, setQuestion] = useState<Question>();
  const { id } = playbook;
  const name = visibleText(playbook.name);
  const version = versionOf(playbook);
  const act = useMutation({
    mutationFn: async (what: Question | { readonly kind: 'dismiss' }) => {
      if (what.kind === 'delete') return remove(playbookPath(id), { version });
      if (what.kind === 'activate') await post(playbookPath(id, '/activate'), { version: what.version }, { version });
      else await post(playbookPath(id, `/${what.kind}`), {}, { version });
    },
    onSuccess: async (_nothing, { kind }) => {
      setQuestion(undefined);
      const told = { activate: 'activated', retire: 'retired', delete: 'deleted', dismiss: 'dismissed' } as const;
      toast({ title: t(`playbooks.${told[kind]}`, { name }), brief: true });
      if (kind === 'delete') await navigate({ to: '/playbooks' });
      else if (kind === 'activate') await navigate({ to: '/playbooks/$id', params: { id }, search: {} });
      await client.invalidateQueries({ queryKey: ['playbooks'] });
    },
    onError: (error) => {
      setQuestion(undefined);
      void client.invalidateQueries({ queryKey: ['playbooks'] });
      toast({ title: t('common.actFailed'), text: problemText(error), bad: true });
    },
  });
  const words = {
    activate: { title: 'playbooks.activateTitle', text: 'playbooks.activateText', submit: 'playbooks.versionUse' },
    retire: { title: 'playbooks.retireTitle', text: 'playbooks.retireText', submit: 'playbooks.retire' },
    delete: { title: 'playbooks.deleteTitle', text: 'playbooks.deleteText', submit: 'playbooks.delete' },
  } as const;
  return {
    activate: (which) => setQuestion({ kind: 'activate', version: which }),
    retire: () => setQuestion({ kind: 'retire' }),
    delete: () => setQuestion({ kind: 'delete' }),
    dismiss: () => act.mutate({ kind: 'dismiss' }),
    busy: act.isPending,
    question: question && (
      <Confirm
        title={t(words[question.kind].title, { name })}
        submit={t(words[question.kind].submit)}
        busy={act.isPending}
        onSubmit={() => act.mutate(question)}
        onClose={() => setQuestion(undefined)}
      >
        <p>{t(words[question.kind].text)}</p>
      </Confirm>
    ),
  };
}
