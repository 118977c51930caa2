import { useTranslation } from 'react-i18next';

/** Words for actions of Belwacht, their parameters, roles and kinds of agents; what has no word is shown as it is. */
export function useActionWords() {
  const { t, i18n } = useTranslation();
  const word = (group: string, value: string) => {
    const key = `playbooks.${group}_${value}`;
    return i18n.exists(key) ? (t as (key: string) => string)(key) : value;
  };
  return {
    action: (action: string) => word('action', action),
    parameter: (name: string) => word('param', name),
    role: (role: string) => word('role', role),
    agentType: (type: string) => word('agent', type),
  };
}
