/**
 * Numbers after +1, by area code; to be held against the lists of the North American Numbering Plan Administrator and the
 * Canadian Numbering Administrator: put together from general knowledge in November 2026, unchecked. In the United States and Canada area codes are shared by
 * fixed and mobile phones, so the kind is `fixed-or-mobile`; on the islands likewise. An area code that is not listed here
 * belongs to the United States, which has by far the most of them and gets nearly all new ones.
 */
const areaCodes = `
CA 204 226 236 249 250 257 263 289 306 343 354 365 367 368 382 387 403 416 418 428 431 437 438 450 460 468 474 506 514 519 537 548 568 579 581 584 587 600 604 613 622 633 639 644 647 655 672 677 683 688 705 709 742 753 778 780 782 807 819 825 867 873 879 902 905 942
AG 268
AI 264
AS 684
BB 246
BM 441
BS 242
DM 767
DO 809 829 849
GD 473
GU 671
JM 876 658
KN 869
KY 345
LC 758
MP 670
MS 664
PR 787 939
SX 721
TC 649
TT 868
VC 784
VG 284
VI 340
`;

/** Non-geographic: free, premium, personal (500 and its kin) and government. */
const services = `
t 800 833 844 855 866 877 888 822
p 900 976
x 500 521 522 523 524 525 526 527 528 529 532 533 535 538 542 543 544 545 546 547 549 550 552 553 554 556 566 558 569 577 578 588 589
f 700 710
`;

const rows = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => line.split(' ') as [string, ...string[]]);

/** Lines as in `numbering`: each country with its area codes, the services, and the rest for the United States. */
export const nanpNumbering = [
  '1 US b=*',
  ...rows(areaCodes).map(([country, ...codes]) => `1 ${country} b=${codes.join(',')}`),
  ...rows(services).map(([kind, ...codes]) => `1 . ${kind}=${codes.join(',')}`),
].join('\n');

/** Countries that share +1 with the United States and Canada: dear to call for what looks like a national number. */
export const nanpIslands: ReadonlySet<string> = new Set(
  rows(areaCodes)
    .map(([country]) => country)
    .filter((country) => country !== 'CA'),
);
