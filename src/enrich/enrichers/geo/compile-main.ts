import { makeCache } from './packaged-database.ts';

/** Compiles the packaged databases into the directory given: the work of a process of its own, see packaged-database.ts. */
if (!makeCache(process.argv[2])) process.exitCode = 1;
