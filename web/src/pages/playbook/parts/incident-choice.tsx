import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { openIncidentsQuery } from '../../../api/incident-queries.ts';
import { visibleText } from '../../../parts/visible-text.ts';
import { useTenant } from '../../../shell/use-tenant.ts';

/** One of the incidents that go on; '' for none. */
export function IncidentChoice({
  label,
  none,
  value,
  onChange,
}: {
  label: string;
  /** What stands there while none is chosen. */
  none: string;
  value: string;
  onChange: (incident: string) => void;
}) {
  const incidents = useQuery(openIncidentsQuery(useTenant(), 200)).data?.items ?? [];
  return (
    <NativeSelect
      label={label}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={[
        { value: '', label: none },
        ...incidents.map(({ id, number, title }) => ({
          value: id,
          label: `#${number} ${visibleText(title).slice(0, 80)}`,
        })),
      ]}
    />
  );
}
