import { readFileSync, writeFileSync } from 'node:fs';
import type { SwarmFigures } from './figures.ts';
import { figuresFile, scalePage, usualBots, usualRates, withOutput } from './page.ts';
import { renderScale } from './render.ts';

/** `npm run scale [-- BOTS [TASKS-PER-HOUR…]]`; with `--page` alone it writes its output into the page. */
const [first, ...rest] = process.argv.slice(2);
const figures = JSON.parse(readFileSync(figuresFile, 'utf8')) as SwarmFigures;

if (first === '--page') {
  const text = renderScale(figures, usualBots, usualRates);
  writeFileSync(scalePage, withOutput(readFileSync(scalePage, 'utf8'), text));
} else {
  const [bots = usualBots, ...rates] = (first === undefined ? [] : [first, ...rest]).map(Number);
  if (![bots, ...rates].every((each) => Number.isFinite(each) && each > 0)) {
    console.error('usage: npm run scale [-- BOTS [TASKS-PER-HOUR…]], numbers above 0');
    process.exit(2);
  }
  console.log(renderScale(figures, bots, rates.length === 0 ? usualRates : rates));
}
