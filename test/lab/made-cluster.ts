import { copyCluster, makeCluster } from '../../src/store/testing/made-cluster.ts';

const variable = 'BELWACHT_MADE_CLUSTER';

/**
 * Before all tests: one cluster with the tables of a first start and nothing in them. About a hundred servers take a copy of it;
 * what they put into it (accounts, keys) is their own.
 */
export async function setup(): Promise<() => void> {
  const made = await makeCluster();
  process.env[variable] = made.dir;
  return () => made.remove();
}

/** Puts a copy of it into a data directory that does not exist yet. */
export function takeMadeCluster(dataDir: string): void {
  const made = process.env[variable];
  if (made) copyCluster(made, dataDir);
}
