// Gets a checkout ready to run: packages installed, sources compiled, the workflow bundle made. Each only where it is
// missing or older than what it is made from, which a fresh checkout finds out in a few milliseconds. Plain JavaScript
// without packages, since nothing may be installed yet.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

const sandboxed = ['std', 'problems', 'expressions', 'plan', 'engine', 'events', 'fleet', 'driver'].map(
  (name) => `src/${name}`,
);
const compiled = {
  what: 'Compiling',
  why: 'this checkout has not been compiled yet',
  inputs: ['src', 'activities', 'scripts', 'tsconfig.json', 'package-lock.json'],
  stamp: 'dist/.compiled',
  result: 'dist/src/cli/main.js',
  command: ['node_modules/typescript/bin/tsc', '-p', 'src/tsconfig.build.json'],
};
const published = {
  what: 'Writing the types of what others import',
  why: 'a TypeScript project that imports baton/client reads them',
  inputs: ['src/client', 'src/tsconfig.published.json', 'tsconfig.json', 'package-lock.json'],
  stamp: 'dist/.published',
  result: 'dist/src/client/index.d.ts',
  command: ['node_modules/typescript/bin/tsc', '-p', 'src/tsconfig.published.json'],
};
const docsPage = {
  what: 'Copying the page at /docs',
  why: 'it is served as it is written',
  inputs: ['src/api/docs-page', 'scripts/copy-docs-page.mjs'],
  stamp: 'dist/.docs-page',
  result: 'dist/src/api/docs-page/page.html',
  command: ['scripts/copy-docs-page.mjs'],
};
const bundled = {
  what: 'Bundling the workflow',
  why: "Temporal's worker runs it in a sandbox, from one file",
  inputs: [...sandboxed, 'src/worker/bundle.ts', 'package-lock.json'],
  stamp: 'dist/.bundled',
  result: 'dist/workflow-bundle.js',
  command: ['dist/scripts/bundle-workflows.js'],
};
const commandLine = {
  what: 'Bundling the command line',
  why: 'it starts in half the time from a few files',
  inputs: ['src', 'scripts/bundle-cli.mjs', 'package-lock.json'],
  stamp: 'dist/.command-line',
  result: 'dist/cli/main.js',
  command: ['scripts/bundle-cli.mjs'],
};
// The compiler first: what it refuses is neither bundled nor run.
const parts = [compiled, docsPage, published, bundled, commandLine];

/** Does what is needed and nothing more; throws a Problem that says why something could not be done. */
export async function prepare() {
  checkNode();
  // An installed package or an image holds what was built, and nothing to build it from.
  if (!existsSync(join(root, 'src'))) return;
  if (!isStale()) return;
  const release = await takeTurn();
  try {
    if (packagesMissing()) await install();
    for (const part of parts) await make(part);
  } finally {
    release();
  }
}

export class Problem extends Error {}

/** Says a Problem in plain words and ends; anything else is a bug and keeps its stack. */
export function giveUp(error) {
  if (!(error instanceof Problem)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}

function checkNode() {
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const wanted = engines.node.replace(/^\D*/, '');
  const [major, minor] = wanted.split('.').map(Number);
  const [ours, oursMinor] = process.versions.node.split('.').map(Number);
  if (ours > major || (ours === major && oursMinor >= minor)) return;
  throw new Problem(`Node ${wanted} or newer is needed; this is ${process.versions.node} (${process.execPath}).`);
}

function isStale() {
  if (packagesMissing()) return true;
  // Nothing changes meanwhile: what the parts are made from is looked at once, at each start of a command.
  const seen = new Map();
  return parts.some((part) => needsMaking(part, seen));
}

/** npm writes the inner file at the end of an installation. */
function packagesMissing() {
  const installed = join(root, 'node_modules/.package-lock.json');
  return !existsSync(installed) || statSync(installed).mtimeMs < statSync(join(root, 'package-lock.json')).mtimeMs;
}

async function install() {
  const why = existsSync(join(root, 'node_modules'))
    ? 'package-lock.json has changed since'
    : 'this checkout has none yet';
  // The compiler is among the development packages, also where the environment says production.
  const [command, ...before] = process.env.npm_execpath?.endsWith('.js')
    ? [process.execPath, process.env.npm_execpath]
    : ['npm'];
  await run('Installing packages (npm ci)', why, command, [
    ...before,
    'ci',
    '--include=dev',
    '--no-audit',
    '--no-fund',
  ]);
}

async function make(part) {
  if (!needsMaking(part)) return;
  // Taken before, so that an edit made meanwhile counts as newer.
  const print = fingerprint(part.inputs);
  const why = existsSync(join(root, part.stamp)) ? 'its sources have changed' : part.why;
  await run(part.what, why, process.execPath, part.command);
  writeFileSync(join(root, part.stamp), print);
}

function needsMaking({ inputs, stamp, result }, seen = new Map()) {
  if (!existsSync(join(root, result)) || !existsSync(join(root, stamp))) return true;
  return readFileSync(join(root, stamp), 'utf8') !== fingerprint(inputs, seen);
}

/** Names, sizes and times of all files: the contents themselves would take too long at every start. */
function fingerprint(inputs, seen = new Map()) {
  const hash = createHash('sha256');
  for (const input of inputs) for (const line of linesBelow(input, seen)) hash.update(line);
  return hash.digest('hex');
}

/** A line for each source below a path, remembered in `seen`: one part's folder lies in another's. */
function linesBelow(path, seen) {
  const known = seen.get(path);
  if (known !== undefined) return known;
  const found = statSync(`${root}${path}`, { throwIfNoEntry: false });
  const lines =
    found === undefined
      ? []
      : found.isDirectory()
        ? readdirSync(`${root}${path}`, { withFileTypes: true }).flatMap((entry) =>
            entry.isDirectory() || /\.(ts|json|js|css|html)$/.test(entry.name)
              ? linesBelow(`${path}/${entry.name}`, seen)
              : [],
          )
        : [`${path} ${found.size} ${found.mtimeMs}\n`];
  seen.set(path, lines);
  return lines;
}

/** Runs one program to its end. Says what and why after two seconds, then every ten seconds that it goes on. */
async function run(what, why, command, args) {
  const begun = Date.now();
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const endWithUs = () => child.kill();
  process.once('exit', endWithUs);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => (output = (output + text).slice(-20_000)));
  }
  const first = setTimeout(() => say(`${what}: ${why}`), 2_000);
  const again = setInterval(() => say(`  … ${Math.round((Date.now() - begun) / 1000)} s`), 10_000);
  const code = await new Promise((resolve) => {
    child.once('error', (error) => {
      output += error.message;
      resolve(1);
    });
    child.once('close', (status, signal) => resolve(status ?? signal));
  });
  clearTimeout(first);
  clearInterval(again);
  process.off('exit', endWithUs);
  if (code === 0) return;
  const shown = output.trimEnd().split('\n').slice(-25).join('\n');
  throw new Problem(`${what} failed (${code}). It said:\n${shown}`);
}

function say(line) {
  process.stderr.write(`${line}\n`);
}

/** Two that start at once (`npm start` and `npm test`) must not install or compile into each other. */
async function takeTurn() {
  const folder = join(root, 'dist/.turn');
  mkdirSync(join(root, 'dist'), { recursive: true });
  const owner = join(folder, 'owner');
  for (let told = false; ;) {
    try {
      mkdirSync(folder);
      writeFileSync(owner, String(process.pid));
      return () => rmSync(folder, { recursive: true, force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (!ownerLives(owner, folder)) rmSync(folder, { recursive: true, force: true });
    else if (!told) say('Waiting for another process that is installing or compiling this checkout.');
    told = true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** A folder without an owner's name has either just been made or was left by one that was killed at that moment. */
function ownerLives(owner, folder) {
  try {
    if (!existsSync(owner)) return Date.now() - statSync(folder).mtimeMs < 2_000;
    process.kill(Number(readFileSync(owner, 'utf8')), 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
