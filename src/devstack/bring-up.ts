import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, explainOrigin, readCount, type Settings, withoutFiles } from '../config/index.ts';
import { apiMember } from './api-member.ts';
import { choosePort, type ChosenPort } from './api-ports.ts';
import { DevstackError } from './devstack-error.ts';
import { exampleAddresses, type NamedElsewhere, namedElsewhere } from './example-addresses.ts';
import { givingWay, niceness } from './give-way.ts';
import type { Member } from './member.ts';
import { nodeMember, type NodeMemberOptions } from './node-member.ts';
import { freePorts } from './ports.ts';
import { withProgress, type Say } from './progress.ts';
import { projectRoot } from './project-root.ts';
import { definitionFiles, registerDefinitions, type Registration } from './register-definitions.ts';
import { endLeftovers, type StackState } from './state-file.ts';
import type { Supervisor } from './supervisor.ts';
import { answeringElsewhere, temporalElsewhere, withoutElsewhere } from './temporal-elsewhere.ts';
import { temporalMember } from './temporal-member.ts';

export interface Stack {
  /** The API's, as `http://127.0.0.1:5080`. */
  readonly address: string;
  readonly temporalAddress: string;
  /** Temporal's own web page; unknown where the server isn't ours. */
  readonly temporalUi: string | undefined;
  readonly namespace: string;
  readonly dataFolder: string;
  readonly examples: boolean;
  /** Services that are not the examples of that name. */
  readonly elsewhere: readonly NamedElsewhere[];
  readonly registrations: readonly Registration[];
}

export interface Ground {
  readonly folder: string;
  readonly settings: Settings;
  readonly say: Say;
  readonly members: Supervisor;
  /** Ends what is under way. */
  readonly signal: AbortSignal;
  readonly record: (part: Partial<StackState>) => void;
}

/** Brings up the parts in their order and registers the definitions that ship. */
export async function bringUp(ground: Ground): Promise<Stack> {
  const { folder, settings, say, members, record } = ground;
  const { env } = settings;
  // Also in the API's log, where nobody looks who has a terminal.
  for (const note of settings.notes) say(note);
  const root = projectRoot();
  const leftovers = await endLeftovers(folder, root);
  if (leftovers.length > 0) say(`Ended what an earlier start had left over: ${leftovers.join(', ')}.`);
  const port = await choosePort(env, say);

  const temporal = await bringUpTemporal(ground);
  record({ temporalAddress: temporal.address, ...(temporal.ui !== undefined && { temporalUi: temporal.ui }) });

  let address = '';
  const api = (told: string) => record({ address: (address = told) });
  const parts = await ownParts(ground, { root, port, env: withoutFiles(temporal.env, settings), apiReady: api });
  const work = { doing: 'Starting the worker and the API', why: 'the one performs steps, the other answers requests' };
  await withProgress(say, work, () => Promise.all(parts.map((part) => members.add(part))));

  const files = definitionFiles(join(root, 'workflows-dsl'), env['BATON_WORKFLOWS']);
  const registering = { doing: `Registering ${files.length} definitions`, why: 'so that they can be run by name' };
  const registrations = await withProgress(say, registering, () => registerDefinitions(address, files));
  for (const { file, message } of registrations.filter(({ outcome }) => outcome === 'refused')) {
    say(`${file} was refused: ${message}`);
  }
  return {
    address,
    temporalAddress: temporal.address,
    temporalUi: temporal.ui,
    namespace: temporal.namespace,
    dataFolder: folder,
    examples: wantsExamples(env),
    elsewhere: namedElsewhere(env),
    registrations,
  };
}

interface TemporalPlace {
  readonly address: string;
  readonly ui: string | undefined;
  readonly namespace: string;
  /** The environment in which our programs find it. */
  readonly env: NodeJS.ProcessEnv;
}

async function bringUpTemporal({ folder, settings, say, members, signal }: Ground): Promise<TemporalPlace> {
  const { env } = settings;
  const elsewhere = await temporalElsewhere(env);
  if (elsewhere !== undefined) {
    const asking = { doing: `Asking Temporal at ${elsewhere.address}`, why: 'TEMPORAL_ADDRESS or a profile names it' };
    await withProgress(say, asking, () => answeringElsewhere(elsewhere, env));
    return { ...elsewhere, ui: undefined, env };
  }
  const namespace = given(env, 'TEMPORAL_NAMESPACE') ?? 'default';
  const temporal = await temporalMember({ folder, namespace, env, say, signal });
  await members.add(givingWay(temporal.member, niceness.temporal));
  const { address, ui } = temporal.at();
  const own = { ...withoutElsewhere(env), TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace };
  return { address, ui, namespace, env: own };
}

async function ownParts(
  { folder, settings, say }: Ground,
  {
    root,
    port,
    env,
    apiReady,
  }: {
    readonly root: string;
    readonly port: ChosenPort;
    /** What our programs are given, who read the configuration files themselves. */
    readonly env: NodeJS.ProcessEnv;
    readonly apiReady: (address: string) => void;
  },
): Promise<readonly Member[]> {
  // Chosen here, since the addresses must stay the same when the services are started again.
  const [examplesPort = 0] = await freePorts(1);
  const hasExamples = wantsExamples(settings.env);
  const examples = hasExamples ? exampleAddresses(examplesPort, settings.env) : {};
  // oxlint-disable-next-line max-params -- who, what, where it writes, how long it may take
  const part = (
    name: string,
    module: string,
    log: string,
    graceMs: number,
    own = withoutSecrets(env),
  ): NodeMemberOptions => ({
    name,
    entry: entryPoint(root, module),
    // An address that the user gives for a service wins over the example.
    env: { ...examples, ...own, BATON_DATA: folder, BATON_GRACE_MS: String(graceMs) },
    log: join(folder, log),
    // A little more than it is told: time to leave by itself.
    graceMs: graceMs + 500,
    readyWithinMs: 60_000,
  });
  const services = part('the example services', 'devstack/examples-main', 'examples.log', 0);
  return [
    ...(hasExamples
      ? [nodeMember({ ...services, env: { ...services.env, BATON_EXAMPLES_PORT: String(examplesPort) } })]
      : []),
    ...Array.from({ length: workersAsked(settings) }, (_, at) => {
      const [name, log] = at === 0 ? ['the worker', 'worker.log'] : [`worker ${at + 1}`, `worker-${at + 1}.log`];
      return givingWay(nodeMember(part(name, 'worker/main', log, 3_000, env)), niceness.worker);
    }),
    apiMember(
      {
        ...part('the API', 'api/main', 'api.log', 1_500),
        onReady: (message) => apiReady(reachable(String(message['address']))),
      },
      port,
      say,
    ),
  ];
}

/** They are for whoever makes the calls. */
function withoutSecrets(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^BATON_SECRET_/i.test(name)));
}

/** Listening everywhere is no address to call, nor one that the API takes as its own. */
function reachable(address: string): string {
  return address.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:');
}

function wantsExamples(env: NodeJS.ProcessEnv): boolean {
  return env['BATON_EXAMPLES'] !== 'off';
}

function given(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const value = env[name];
  return value === '' ? undefined : value;
}

function workersAsked(settings: Settings): number {
  try {
    return readCount(settings.env, 'ORCHESTRATOR_WORKERS', { least: 1, most: 16, unlessGiven: 1 });
  } catch (error) {
    if (error instanceof ConfigError) throw new DevstackError(explainOrigin(error.message, settings));
    throw error;
  }
}

function entryPoint(root: string, module: string): string {
  const path = join(root, 'dist/src', `${module}.js`);
  if (!existsSync(path)) throw new DevstackError(`${path} is missing: run \`npm run build\`.`);
  return path;
}
