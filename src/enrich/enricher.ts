import type { Event } from '../core/event.ts';

/** Adds what is known about an event from elsewhere. Synchronous, no network, deterministic for the same data. */
export interface Enricher {
  readonly name: string;
  enrich(event: Event): void;
}
