import { runNft } from '../../enforce/enforcers/nftables/nft.ts';

/**
 * Takes out what an earlier run put into the kernel, now that the settings say that policies by country do not go there: nobody
 * would keep it as it should be, or end it. Never rejects; what cannot be taken out is an alarm.
 */
export async function takeOutKernel(
  { table, netns }: { readonly table: string; readonly netns: string },
  { alarm, log }: { readonly alarm: (name: string, detail: string) => void; readonly log: (line: string) => void },
): Promise<void> {
  try {
    await runNft(netns, ['-f', '-'], `delete table inet ${table}\n`);
    log(`policies by country are out of the kernel (inet ${table}), as geo.kernel is off`);
  } catch (error) {
    const { message } = error as Error;
    if (/no such file or directory/i.test(message)) return;
    alarm('geo-kernel', `The kernel may still hold policies by country, though geo.kernel is off: ${message}`);
  }
}
