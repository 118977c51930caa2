import { printTable, visible } from '../../print.ts';
import { print } from './act.ts';

export interface Tallies {
  readonly good: number;
  readonly failed: number;
  readonly attack: number;
}

interface Preview {
  readonly days: number;
  readonly events: number;
  readonly tookMs: number;
  readonly hits: Readonly<Record<string, Tallies>>;
  readonly broken: readonly {
    readonly tenant: string;
    readonly service: string;
    readonly account: string;
    readonly address: string;
    readonly country: string;
    readonly verdict: string;
    readonly good: number;
  }[];
  readonly brokenTotal: number;
  readonly stoppedTotal: number;
  readonly alertsTotal: number;
}

/** Accounts that are named before it says how many more. */
const named = 20;

/** Attempts by how they went. */
export const talliesWords = ({ good, failed, attack }: Tallies) =>
  `${good} that succeeded, ${failed} that failed, ${attack} of attacks`;

/** What a policy would have done, for people; the shape is checked by the server's own schema. */
export function printPreview(preview: object): void {
  const { days, events, tookMs, hits, broken, brokenTotal, stoppedTotal, alertsTotal } = preview as Preview;
  print(`the last ${days} days, ${events} attempts looked at in ${(tookMs / 1000).toFixed(1)} s`);
  printTable(
    ['BECOMES', 'SUCCEEDED', 'FAILED', 'ATTACK'],
    Object.entries(hits).map(([verdict, { good, failed, attack }]) => [verdict, ...[good, failed, attack].map(String)]),
  );
  print(brokenTotal === 0 ? 'nobody who worked would be cut off' : `${brokenTotal} that worked would not any more:`);
  if (broken.length > 0)
    printTable(
      ['CUSTOMER', 'SERVICE', 'ACCOUNT', 'ADDRESS', 'COUNTRY', 'BECOMES', 'WORKED'],
      broken
        .slice(0, named)
        .map(({ tenant, service, account, address, country, verdict, good }) => [
          ...[tenant, service, account, address, country, verdict, `${good} times`],
        ]),
    );
  if (brokenTotal > named) print(`… and ${brokenTotal - Math.min(named, broken.length)} more; --json names up to 500`);
  print(visible(`${stoppedTotal} of ${alertsTotal} alerts would have been refused from the first packet`));
}
