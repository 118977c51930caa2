/** Stores one batch after the other in the given data directory and prints the number of each once it is acknowledged. */
import { openDatabase } from '../postgres.ts';
import { createStore } from '../store.ts';
import { alert, batch, event } from './test-store.ts';

const [, , dataDir, databaseUrl] = process.argv;
const database = await openDatabase({ dataDir, databaseUrl, log: (line) => console.error(line) });
const store = createStore(database, Date.now);
console.log(`server ${database.serverPid()}`);
for (let n = 1; ; n++) {
  const id = `kill-${n}`;
  await store.batches.saveBatch(
    batch({
      instance: 'killed',
      seq: n,
      events: [event({ source: 'kill', line: n })],
      alerts: [alert({ id, count: n })],
    }),
  );
  console.log(String(n));
}
