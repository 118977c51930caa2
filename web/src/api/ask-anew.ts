import type { QueryClient, QueryFilters } from '@tanstack/react-query';

const waiting = new WeakSet<object>();

/**
 * Asks anew for what a change touches, where it is on the screen. A first answer that is still under way may tell how it was
 * before the change, and the query client would take it for the newest: that one is asked for again as soon as it is there.
 */
export function askAnew(client: QueryClient, filters: QueryFilters = {}): void {
  askAgain(client, filters);
  void client.invalidateQueries(filters);
}

/** The same for first answers alone: what is there already was changed in place. */
export function askAgain(client: QueryClient, filters: QueryFilters = {}): void {
  for (const query of client.getQueryCache().findAll({ ...filters, fetchStatus: 'fetching' })) {
    if (query.state.data !== undefined || waiting.has(query)) continue;
    waiting.add(query);
    const again = () => {
      waiting.delete(query);
      void client.invalidateQueries({ queryKey: query.queryKey, exact: true });
    };
    // What failed is asked for again by whoever shows it.
    query.promise?.then(again, () => waiting.delete(query));
  }
}
