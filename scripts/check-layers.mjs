// Holds the import laws of ARCHITECTURE.md: who may import whom, who may use which packages, and that a folder is
// entered by its index file. Plain text reading: every import in this code base is a static one on lines of its own
// or an `import('…')`.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

const pure = { packages: [], node: false };
const anything = { packages: null, node: true };

/** For each layer: what it may import from the others, and which packages. `types` are taken as types only. */
const layers = {
  'src/std': { ...pure, from: [] },
  'src/problems': { ...pure, from: ['src/std'] },
  'src/cron': { ...pure, from: ['src/std', 'src/problems'] },
  'src/expressions': { ...pure, packages: ['json-p3'], from: ['src/std', 'src/problems'] },
  'src/plan': { ...pure, from: ['src/std'], types: ['src/expressions'] },
  'src/engine': { ...pure, from: ['src/std', 'src/problems', 'src/expressions', 'src/plan'] },
  'src/events': { ...pure, from: ['src/std', 'src/problems', 'src/plan', 'src/engine'] },
  'src/explanation': { ...pure, from: ['src/std', 'src/problems', 'src/expressions', 'src/plan', 'src/engine'] },
  'src/fleet': { ...pure, from: ['src/std', 'src/problems'] },
  'src/driver': {
    packages: ['@temporalio/workflow', '@temporalio/common'],
    node: false,
    from: ['src/std', 'src/problems', 'src/plan', 'src/engine', 'src/events', 'src/fleet'],
    types: ['activities'],
  },
  'src/for-workflows': { packages: ['@temporalio/workflow'], node: false, from: [] },
  'src/codec': { packages: ['@temporalio/common'], node: true, from: ['src/driver'] },
  'src/language': {
    packages: ['yaml', 'zod', 'ajv', 'ajv-formats', 're2js'],
    node: true,
    from: ['src/std', 'src/problems', 'src/expressions', 'src/plan'],
  },
  'src/simulation': {
    packages: [],
    node: false,
    from: ['src/std', 'src/problems', 'src/expressions', 'src/plan', 'src/engine', 'src/language'],
    types: ['src/client'],
  },
  activities: { ...anything, from: ['src/std', 'src/problems', 'src/expressions', 'src/driver'], types: ['src/plan'] },
  'src/config': { ...anything, from: ['src/std', 'src/problems', 'src/fleet', 'src/driver'] },
  'src/preparing': {
    packages: [],
    node: true,
    from: ['src/std', 'src/problems', 'src/plan', 'src/language'],
  },
  'src/catalog': {
    ...anything,
    from: ['src/std', 'src/problems', 'src/driver', 'src/language', 'src/preparing', 'src/config'],
  },
  'src/templates': { packages: [], node: true, from: ['src/std', 'src/language'] },
  'src/services': {
    ...anything,
    from: ['src/std', 'src/problems', 'src/driver', 'src/config', 'activities', 'src/catalog'],
  },
  'src/executions': {
    ...anything,
    from: [
      'src/std',
      'src/problems',
      'src/plan',
      'src/engine',
      'src/explanation',
      'src/events',
      'src/driver',
      'src/codec',
      'src/language',
      'src/config',
      'src/preparing',
      'src/catalog',
    ],
  },
  'src/tasks': {
    ...anything,
    from: [
      'src/std',
      'src/problems',
      'src/fleet',
      'src/driver',
      'src/config',
      'src/catalog',
      'src/services',
      'src/executions',
    ],
  },
  'src/time-zones': { packages: [], node: true, from: ['src/cron'] },
  'src/schedules': {
    ...anything,
    from: [
      'src/std',
      'src/problems',
      'src/cron',
      'src/time-zones',
      'src/driver',
      'src/language',
      'src/config',
      'src/catalog',
      'src/preparing',
      'src/executions',
    ],
  },
  'src/swarms': {
    ...anything,
    from: ['src/std', 'src/problems', 'src/fleet', 'src/driver', 'src/config', 'src/codec'],
  },
  'src/event-sinks': { ...anything, from: ['src/problems', 'src/events', 'src/config', 'activities'] },
  'src/worker': {
    ...anything,
    from: [
      'src/std',
      'src/problems',
      'src/events',
      'src/driver',
      'src/codec',
      'src/preparing',
      'src/catalog',
      'src/services',
      'src/event-sinks',
      'src/executions',
      'src/fleet',
      'src/swarms',
      'src/tasks',
      'src/api',
      'src/config',
      'src/devstack',
      'activities',
    ],
  },
  'src/devstack': { ...anything, from: ['src/std', 'src/problems', 'src/driver', 'src/config', 'src/language'] },
  'src/api': {
    ...anything,
    from: [
      'src/std',
      'src/problems',
      'src/events',
      'src/event-sinks',
      'src/swarms',
      'src/codec',
      'src/preparing',
      'src/catalog',
      'src/templates',
      'src/services',
      'src/executions',
      'src/explanation',
      'src/fleet',
      'src/tasks',
      'src/schedules',
      'src/config',
      'src/devstack',
      'src/language',
    ],
  },
  'src/typegen': {
    packages: [],
    node: false,
    from: ['src/std', 'src/problems', 'src/expressions', 'src/plan', 'src/language'],
  },
  'src/client': { packages: [], node: false, from: [] },
  'src/cli': {
    ...anything,
    from: [
      'src/std',
      'src/problems',
      'src/cron',
      'src/time-zones',
      'src/language',
      'src/simulation',
      'src/typegen',
      'src/client',
      'src/config',
      'src/devstack',
    ],
  },
};

const importPattern = /(?:^|\n)\s*(import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|import\('([^']+)'\)/g;

function filesBelow(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return filesBelow(path);
    return path.endsWith('.ts') ? [path] : [];
  });
}

function layerOf(path) {
  const inside = relative(root, path).split(sep).join('/');
  return Object.keys(layers).find((layer) => inside === layer || inside.startsWith(`${layer}/`)) ?? null;
}

function lawBroken(file, own, target, typeOnly) {
  const law = layers[own];
  if (target.startsWith('.')) {
    const path = resolve(dirname(file), target);
    const other = layerOf(path);
    if (other === null) return `imports ${target}, which is in no layer`;
    if (other === own) return null;
    if (!law.from.includes(other) && !(typeOnly && law.types?.includes(other))) return `${own} may not import ${other}`;
    const inside = relative(join(root, other), path);
    if (inside.includes(sep) || !['index.ts', 'ports.ts', 'protocol.ts'].includes(inside)) {
      return `enters ${other} by ${inside}: use its index.ts`;
    }
    return null;
  }
  if (target.startsWith('node:')) return law.node ? null : `${own} may not import ${target}`;
  const name = target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/');
  return law.packages === null || law.packages.includes(name) ? null : `${own} may not use the package ${name}`;
}

const broken = [];
let checked = 0;
for (const folder of ['src', 'activities']) {
  for (const file of filesBelow(join(root, folder))) {
    const own = layerOf(file);
    const shown = relative(root, file);
    if (own === null) {
      broken.push(`${shown}: belongs to no layer; add its folder to scripts/check-layers.mjs and to ARCHITECTURE.md`);
      continue;
    }
    for (const [, , type, fromTarget, dynamicTarget] of readFileSync(file, 'utf8').matchAll(importPattern)) {
      checked++;
      const problem = lawBroken(file, own, fromTarget ?? dynamicTarget, type !== undefined);
      if (problem !== null) broken.push(`${shown}: ${problem}`);
    }
  }
}

if (broken.length > 0) {
  console.error(`${broken.join('\n')}\n\n${broken.length} imports break the layers of ARCHITECTURE.md`);
  process.exit(1);
}
console.log(`layers: ${checked} imports keep the laws`);
