import type { CompileJob } from './compile-elsewhere.ts';
import { makeCaches } from './open-database.ts';

/** Compiles what a start or a change needs: the work of a process of its own, see compile-elsewhere.ts. */
makeCaches(JSON.parse(process.argv[2]) as CompileJob);
