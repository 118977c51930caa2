import { useSearch } from '@tanstack/react-router';

/** Id of the chosen customer, as it stands in the address; undefined for all. */
export function useTenant(): string | undefined {
  return useSearch({ strict: false }).tenant;
}
