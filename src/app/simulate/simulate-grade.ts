import { UsageError } from '../../core/command.ts';
import { figuresOf, gradeTable } from '../../prove/calls/grade-table.ts';
import { fileError } from '../offline/reading-options.ts';
import { gradeFiles } from './grade-files.ts';

type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

/** `simulate grade`: prints the table, or with --json all there is to know. */
export async function simulateGrade({ labels, result, json }: Values): Promise<number> {
  if (typeof labels !== 'string' || typeof result !== 'string')
    throw new UsageError('give --labels DIR and --result FILE');
  try {
    const grade = await gradeFiles(labels, result);
    const figures = figuresOf([grade]);
    process.stdout.write(`${json === true ? JSON.stringify({ figures, ...grade }) : gradeTable(figures)}\n`);
    return 0;
  } catch (error) {
    throw fileError(error, labels);
  }
}
