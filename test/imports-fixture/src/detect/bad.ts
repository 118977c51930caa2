// Planted: breaks the import rules on purpose. scripts/check-imports.ts fails when it is not refused.
import { readFileSync } from 'node:fs';
import { other } from '../decide/other.ts';

export const bad = [readFileSync, other];
