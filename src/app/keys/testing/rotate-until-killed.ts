import { openDatabase } from '../../../store/postgres.ts';
import { KeyFiles } from '../key-files.ts';
import { rotateSecrets } from '../secrets.ts';

/** Rotates and kills itself at a step: `node rotate-until-killed.ts DATA_DIR KEYS_DIR STEP`. */
const [dataDir, keysDir, killAt] = process.argv.slice(2);
const database = await openDatabase({ dataDir, log: () => {} });
await rotateSecrets(database, new KeyFiles(keysDir), undefined, (step) => {
  if (step === killAt) process.kill(process.pid, 'SIGKILL');
});
await database.stop();
