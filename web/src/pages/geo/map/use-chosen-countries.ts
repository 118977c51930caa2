import { useCallback, useState } from 'react';
import { isCountry } from './country-rows.ts';

/** The countries chosen on map and table. A pick replaces them, or adds; one that is added while chosen is let go again. */
export function useChosenCountries() {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const toggle = useCallback((country: string) => {
    setChosen((old) => {
      const next = new Set(old);
      if (!next.delete(country)) next.add(country);
      return next;
    });
  }, []);
  const pick = useCallback(
    (countries: readonly string[], adds: boolean) => {
      const real = countries.filter(isCountry);
      if (adds && real.length === 1) toggle(real[0]!);
      else setChosen((old) => new Set(adds ? [...old, ...real] : real));
    },
    [toggle],
  );
  const clear = useCallback(() => setChosen(new Set<string>()), []);
  return { chosen, pick, toggle, clear };
}
