import { runUpdate, type UpdateJob } from './run-update.ts';

// Whoever asked is gone: so is the reason to go on.
process.once('disconnect', () => process.exit(1));

/** Does one update that comes as a message, and answers with steps and the outcome: the work of a process of its own. */
process.once('message', (job: UpdateJob) => {
  let told = 0;
  const progress = (step: string, share: number) => {
    // Some ten times a second at most: a download tells of every piece.
    if (share > 0 && share < 1 && Date.now() - told < 100) return;
    told = Date.now();
    process.send?.({ step, share });
  };
  void runUpdate(job, progress).then((outcome) => {
    process.send?.({ outcome }, () => process.disconnect());
  });
});
