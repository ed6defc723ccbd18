import { join } from 'node:path';

/** Where the measured figures and what follows from them are kept; a test holds the two together. */
export const figuresFile = join(process.cwd(), 'docs/operate/swarm-figures.json');
export const scalePage = join(process.cwd(), 'docs/operate/scale.md');

export const usualBots = 1_000_000;
/** Tasks that each bot gets in an hour. */
export const usualRates: readonly number[] = [1, 6, 60];

const block = /(```console\n\$ npm run -s scale\n)[^]*?(\n```)/;

export function withOutput(page: string, output: string): string {
  return page.replace(block, (_, before: string, after: string) => `${before}${output}${after}`);
}

export function outputIn(page: string): string | null {
  const [found, before = '', after = ''] = block.exec(page) ?? [];
  return found === undefined ? null : found.slice(before.length, -after.length);
}
