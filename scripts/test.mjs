// `npm test`: the same set-up as `npm start`, a Temporal server included, then every tier of tests. Arguments go to jest.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { giveUp, prepare, Problem, root } from './prepare.mjs';

await prepare().catch(giveUp);
const { findTemporal } = await import(pathToFileURL(join(root, 'dist/src/devstack/index.js')).href);
const say = (line) => process.stderr.write(`${line}\n`);
const temporal = await findTemporal(say).catch((error) => giveUp(new Problem(error.message)));

const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
const jest = spawn(
  process.execPath,
  [...flags, join(root, 'node_modules/jest/bin/jest.js'), ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: 'inherit',
    // Found once; the set-up of the tests needn't look again.
    env: { ...process.env, BATON_TEMPORAL_CLI: temporal.path },
  },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => jest.kill(signal));
process.once('exit', () => jest.kill());
jest.once('error', (error) => giveUp(new Problem(`jest could not be started: ${error.message}`)));
jest.once('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
