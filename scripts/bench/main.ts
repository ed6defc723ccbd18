import { benchDefinitions } from './definitions.ts';
import { benchEngine } from './engine.ts';
import { benchExpressions } from './expressions.ts';
import { benchFacade } from './facade.ts';
import { benchFlows } from './flows.ts';
import { benchHistories } from './histories.ts';
import { benchMemory } from './memory.ts';
import { benchSwarms } from './swarms.ts';

/** `npm run bench [-- NAME…]`: figures are printed as tables and never asserted; compare them within one run only. */
const benches: Readonly<Record<string, () => Promise<void> | void>> = {
  definitions: benchDefinitions,
  engine: benchEngine,
  expressions: benchExpressions,
  facade: benchFacade,
  flows: benchFlows,
  histories: benchHistories,
  memory: benchMemory,
  swarms: benchSwarms,
};

const asked = process.argv.slice(2);
const names = asked.length === 0 ? Object.keys(benches) : asked;
for (const name of names) {
  const bench = benches[name];
  if (bench === undefined) {
    console.error(`no benchmark ${name}; there are: ${Object.keys(benches).join(', ')}`);
    process.exit(2);
  }
  await bench();
}
process.exit(0);
