import { Button, Modal, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Customer, Erasure } from '../../../../src/api/schema/customers.ts';
import { get, post } from '../../api/request.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { Answer } from '../../parts/loading.tsx';
import { Mark } from '../../parts/mark.tsx';
import { useProblemText } from '../../parts/problem-notice.tsx';
import { toast } from '../../parts/toast.tsx';
import { type CustomerHoldings, holdingsQuery, pathOf } from './customer-queries.ts';

/** Erases a customer: what goes, what forbids it, the id typed as a last stop, and how far it is. */
export function EraseDialog({ customer, onClose }: { customer: Customer; onClose: () => void }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const holdings = useQuery(holdingsQuery(customer.id));
  const [confirm, setConfirm] = useState('');
  const [reason, setReason] = useState('');
  const erase = useMutation({
    mutationFn: () => post<Erasure>(`${pathOf(customer.id)}/erase`, { confirm: confirm.trim(), reason: reason.trim() }),
  });
  return (
    <Modal opened onClose={onClose} title={t('customers.eraseTitle', { name: customer.name })} size={520}>
      {erase.data ? (
        <Progress customer={customer} begun={erase.data} onClose={onClose} />
      ) : (
        <Answer of={holdings} rows={3}>
          {(data) => (
            <form
              className="stack loose"
              onSubmit={(event) => {
                event.preventDefault();
                erase.mutate();
              }}
            >
              <What holdings={data} />
              {data.holds.length === 0 && (
                <>
                  <TextInput
                    label={t('customers.eraseReason')}
                    value={reason}
                    onChange={(event) => setReason(event.currentTarget.value)}
                    maxLength={500}
                    data-autofocus
                  />
                  <TextInput
                    label={t('customers.eraseConfirm', { id: customer.id })}
                    value={confirm}
                    onChange={(event) => setConfirm(event.currentTarget.value)}
                    autoComplete="off"
                    spellCheck={false}
                  />
                </>
              )}
              {erase.error && (
                <p className="red" role="alert">
                  {problemText(erase.error)}
                </p>
              )}
              <div className="bw-dialog-foot">
                <Button onClick={onClose}>{t('common.cancel')}</Button>
                <Button
                  type="submit"
                  variant="filled"
                  color="red"
                  loading={erase.isPending}
                  disabled={confirm.trim() !== customer.id || !reason.trim() || data.holds.length > 0}
                >
                  {t('customers.eraseSubmit', { name: customer.name })}
                </Button>
              </div>
            </form>
          )}
        </Answer>
      )}
    </Modal>
  );
}

function What({ holdings }: { holdings: CustomerHoldings }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (holdings.holds.length > 0) {
    return (
      <div className="stack tight">
        <Mark tone="amber">{t('customers.eraseHeld')}</Mark>
        <ul>
          {holdings.holds.map((hold) => (
            <li key={hold}>{hold}</li>
          ))}
        </ul>
      </div>
    );
  }
  return (
    <p>
      {t('customers.eraseText', {
        rows: format.number(holdings.total),
        tables: Object.values(holdings.counts).filter((count) => count > 0).length,
        blocks: format.number(holdings.blocks),
      })}
    </p>
  );
}

function Progress({ customer, begun, onClose }: { customer: Customer; begun: Erasure; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const navigate = useNavigate();
  const erasure = useQuery({
    queryKey: ['erasure', begun.id],
    queryFn: ({ signal }) => get<Erasure>(`/api/v1/erasures/${encodeURIComponent(begun.id)}`, undefined, signal),
    initialData: begun,
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? 700 : false),
  }).data;
  const { state, counts } = erasure;
  useEffect(() => {
    if (state !== 'done') return;
    const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
    toast({ title: t('customers.erased', { name: customer.name, rows: format.number(rows) }) });
    onClose();
    client.removeQueries({ queryKey: ['customer', customer.id] });
    void client.invalidateQueries();
    void navigate({ to: '/customers', search: {} });
  }, [state, counts, customer, format, client, navigate, onClose, t]);
  return (
    <div className="stack loose" role="status">
      {state === 'failed' ? (
        <Mark tone="red">{t('customers.eraseFailed', { error: erasure.error })}</Mark>
      ) : (
        <>
          <p>
            {t('customers.erasing', {
              step: erasure.step,
              done: format.number(erasure.done),
              total: format.number(erasure.total),
            })}
          </p>
          <progress max={Math.max(1, erasure.total)} value={erasure.done} />
        </>
      )}
    </div>
  );
}
