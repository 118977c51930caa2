import { Problem } from '../../problem.ts';

/** Where versions are read. */
interface Versions<V> {
  /** Number of the newest; undefined when there is none at all. */
  newest(): Promise<number | undefined>;
  version(version: number): Promise<V | undefined>;
}

/**
 * The two versions that are to be compared: without `to` the newest, without `from` the one before that.
 *
 * @throws Problem 404
 */
export async function pairOf<V>(asked: { from?: number; to?: number }, versions: Versions<V>): Promise<[V, V]> {
  const to = asked.to ?? (await versions.newest());
  const from = asked.from ?? (to === undefined ? undefined : to - 1);
  const [one, other] = await Promise.all([from, to].map((number) => number && versions.version(number)));
  if (!one) throw new Problem(404, 'There is no such version.', 'from');
  if (!other) throw new Problem(404, 'There is no such version.', 'to');
  return [one, other];
}
