import { ActionIcon, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { respondersQuery } from '../../api/on-call-queries.ts';
import { IconChevronDown, IconX } from '../../parts/icons.ts';
import { Raw } from '../../parts/raw.tsx';
import { moved } from './roster-draft.ts';

/** People in the order of their turns; one may stand in it several times. */
export function MemberOrder({
  members,
  onChange,
}: {
  members: readonly string[];
  onChange: (members: string[]) => void;
}) {
  const { t } = useTranslation();
  const people = useQuery(respondersQuery).data ?? [];
  const nameOf = (id: string) => people.find((one) => one.id === id)?.name ?? id;
  return (
    <div className="stack">
      {members.length > 0 && (
        <ol className="bw-oncall-members">
          {members.map((id, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the same person may stand in it twice
            <li key={`${id} ${place}`} className="row">
              <span className="tabular dim">{place + 1}.</span>
              <Raw text={nameOf(id)} max={80} />
              <ActionIcon
                size={26}
                disabled={place === 0}
                aria-label={t('onCall.earlier', { name: nameOf(id) })}
                title={t('onCall.earlier', { name: nameOf(id) })}
                onClick={() => onChange(moved(members, place, -1))}
              >
                <IconChevronDown size={15} className="flip" aria-hidden />
              </ActionIcon>
              <ActionIcon
                size={26}
                disabled={place === members.length - 1}
                aria-label={t('onCall.later', { name: nameOf(id) })}
                title={t('onCall.later', { name: nameOf(id) })}
                onClick={() => onChange(moved(members, place, 1))}
              >
                <IconChevronDown size={15} aria-hidden />
              </ActionIcon>
              <ActionIcon
                size={26}
                aria-label={t('onCall.takeOut', { name: nameOf(id) })}
                title={t('onCall.takeOut', { name: nameOf(id) })}
                onClick={() => onChange(members.filter((_, index) => index !== place))}
              >
                <IconX size={15} aria-hidden />
              </ActionIcon>
            </li>
          ))}
        </ol>
      )}
      <NativeSelect
        aria-label={t('onCall.addMember')}
        value=""
        onChange={(event) => {
          const id = event.currentTarget.value;
          if (id) onChange([...members, id]);
        }}
        data={[
          { value: '', label: t('onCall.addMember') },
          ...people.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
    </div>
  );
}
