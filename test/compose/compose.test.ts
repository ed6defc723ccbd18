import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { projectRoot } from '../../src/devstack/index.ts';
import { dynamicConfig, RETENTION_DAYS } from '../../src/devstack/temporal-tuning.ts';

interface Service {
  readonly image?: string;
  readonly build?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, unknown>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly ports?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly volumes?: readonly string[];
  readonly cpu_shares?: number;
  readonly configs?: readonly { readonly source: string; readonly target: string }[];
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly configs: Readonly<Record<string, { readonly content: string }>>;
  readonly volumes: Readonly<Record<string, null>>;
}

const root = projectRoot();
const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
const compose = parse(text) as Compose;
const services = Object.entries(compose.services);

/** What the compose specification knows at these places, as far as we use it: a misspelt key would be ignored. */
const known = {
  top: ['name', 'services', 'configs', 'volumes'],
  service: (
    'image build command environment healthcheck ports depends_on volumes configs restart ' +
    'init stop_grace_period cpu_shares read_only tmpfs cap_drop security_opt'
  ).split(' '),
  healthcheck: ['test', 'interval', 'timeout', 'retries', 'start_period'],
};

describe('docker-compose.yml', () => {
  test('has the parts of a stack, and no key that Compose does not know', () => {
    expect(services.map(([name]) => name)).toEqual(['postgres', 'temporal', 'temporal-ui', 'redis', 'api', 'worker']);
    expect(Object.keys(compose).filter((key) => !known.top.includes(key))).toEqual([]);
    for (const [name, service] of services) {
      expect([name, Object.keys(service).filter((key) => !known.service.includes(key))]).toEqual([name, []]);
    }
  });

  test.each(services)('%s has a health check, a release and what it waits for', (_name, service) => {
    expect(['CMD', 'CMD-SHELL']).toContain(service.healthcheck?.test[0]);
    expect(Object.keys(service.healthcheck ?? {}).filter((key) => !known.healthcheck.includes(key))).toEqual([]);
    if (service.build === undefined) expect(service.image).toMatch(/:\d+(\.\d+)*(-\w+)?$/);
    for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
      expect(compose.services[other]).toBeDefined();
      expect(condition).toBe('service_healthy');
    }
  });

  test('the API goes before those that it turns requests away from', () => {
    const sharesOf = (name: string): number => compose.services[name]?.cpu_shares ?? 1024;
    expect(['postgres', 'temporal', 'worker'].filter((name) => sharesOf(name) * 3 > sharesOf('api'))).toEqual([]);
    expect(sharesOf('worker')).toBeLessThan(sharesOf('temporal'));
  });

  test('no password is written down: each must be given, and is asked for by name', () => {
    for (const [name, service] of services) {
      for (const [variable, value] of Object.entries(service.environment ?? {})) {
        if (!/PASS|PWD|SECRET|TOKEN|KEY/.test(variable)) continue;
        expect([name, variable, value]).toEqual([
          name,
          variable,
          expect.stringMatching(/^\$\{[A-Z_]+:\?.*[A-Z_]+.*\}$/),
        ]);
      }
    }
    // Nor is there any other interpolation that would be empty where nothing is set.
    const interpolations = [...text.matchAll(/\$\{([^}]*)\}/g)].map(([, inner]) => inner ?? '');
    expect(interpolations.length).toBeGreaterThan(0);
    expect(interpolations.filter((inner) => !/^[A-Z_]+:\?/.test(inner))).toEqual([]);
  });

  test('nothing is published beyond loopback', () => {
    const published = services.flatMap(([, { ports }]) => ports ?? []);
    expect(published.length).toBeGreaterThan(0);
    expect(published.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
    // A Host header names the published port, which the API must recognise as its own.
    const own = compose.services['api']?.ports?.map((port) => port.split(':').slice(1));
    expect(own?.every(([outside, inside]) => outside === inside)).toBe(true);
    expect(own?.map(([outside]) => outside).join(',')).toBe(compose.services['api']?.environment?.['PORT']);
  });

  test('every variable of our own processes is one that the code reads', () => {
    // TEMPORAL_* are read by Temporal's own package for that.
    const sources = ['src', 'node_modules/@temporalio/envconfig/lib']
      .flatMap((folder) =>
        readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
      )
      .filter((file) => /\.[jt]s$/.test(file))
      .map((file) => readFileSync(join(root, file), 'utf8'))
      .join('\n');
    for (const name of ['api', 'worker']) {
      const variables = Object.keys(compose.services[name]?.environment ?? {});
      expect(variables.length).toBeGreaterThan(0);
      expect(variables.filter((variable) => !new RegExp(`\\b${variable}\\b`).test(sources))).toEqual([]);
    }
  });

  test('the volumes and configurations that are used are declared', () => {
    const volumes = services.flatMap(([, service]) => service.volumes ?? []).map((volume) => volume.split(':')[0]);
    expect(volumes).toEqual(Object.keys(compose.volumes));
    const configs = services.flatMap(([, service]) => service.configs ?? []).map(({ source }) => source);
    expect(configs).toEqual(Object.keys(compose.configs));
  });

  test('its Temporal is tuned and keeps history like the local one', () => {
    const content = compose.configs['temporal-dynamic-config']?.content ?? '';
    const expected = Object.fromEntries(Object.entries(dynamicConfig).map(([key, value]) => [key, [{ value }]]));
    expect(parse(content)).toEqual(expected);
    const temporal = compose.services['temporal'];
    expect(temporal?.environment?.['DEFAULT_NAMESPACE_RETENTION']).toBe(`${RETENTION_DAYS * 24}h`);
    expect(temporal?.configs?.[0]?.target).toBe(`/etc/temporal/${temporal?.environment?.['DYNAMIC_CONFIG_FILE_PATH']}`);
  });
});

describe('the image', () => {
  const lines = readFileSync(join(root, 'Dockerfile'), 'utf8').replaceAll('\\\n', ' ').split('\n');
  const last = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')));
  const ignore = readFileSync(join(root, '.dockerignore'), 'utf8').split('\n');
  const words = (line: string | undefined) => (line ?? '').split(/\s+/).slice(1);

  test('is Debian slim with Node 22, and does not run as root', () => {
    const bases = lines.filter((line) => line.startsWith('FROM ')).map((line) => words(line)[0]);
    expect(new Set(bases)).toEqual(new Set(['node:22-bookworm-slim']));
    expect(last.findLast((line) => line.startsWith('USER '))).toBe('USER node');
  });

  test('is made from files that are here and that the build is given', () => {
    const copied = lines
      .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
      .flatMap((line) => words(line).slice(0, -1));
    expect(copied.length).toBeGreaterThan(0);
    expect(copied.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    expect(copied.filter((path) => !ignore.includes(`!${path}`))).toEqual([]);
  });

  test('is built from every part that a start in the checkout prepares', () => {
    const text = readFileSync(join(root, 'scripts/prepare.mjs'), 'utf8');
    const commands = [...text.matchAll(/^ {2}command: \[(.*)\],$/gm)].map(([, words_ = '']) =>
      words_.replaceAll(/'(node_modules\/typescript\/bin\/)?|,/g, ''),
    );
    expect(commands).toHaveLength(5);
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      readonly scripts: Readonly<Record<string, string>>;
    };
    const built = lines.join('\n').replace('npm run build', scripts['build'] ?? '');
    expect(commands.filter((command) => !built.includes(command))).toEqual([]);
  });

  test('its entry point knows the commands that Compose gives it', () => {
    const entry = JSON.parse(
      last.find((line) => line.startsWith('ENTRYPOINT '))?.slice('ENTRYPOINT '.length) ?? '[]',
    ) as readonly string[];
    expect(existsSync(join(root, entry.at(-1) ?? ''))).toBe(true);
    const script = readFileSync(join(root, entry.at(-1) ?? ''), 'utf8');
    const commands = ['api', 'worker'].map((name) => compose.services[name]?.command?.[0]);
    expect(commands).toEqual(['api', 'worker']);
    for (const command of commands) expect(script).toContain(`  ${command}: `);
  });

  test("keeps this platform's core of Temporal alone", () => {
    const removal = lines.find((line) => line.includes('core-bridge/releases')) ?? '';
    expect(removal).toContain('! -name "$(uname -m)-unknown-linux-gnu"');
    const cores = readdirSync(join(root, 'node_modules/@temporalio/core-bridge/releases'));
    expect(cores).toEqual(expect.arrayContaining(['x86_64-unknown-linux-gnu', 'aarch64-unknown-linux-gnu']));
  });
});
