import type { Type } from '../expressions/index.ts';
import { outputsType, type Definition, type Operations } from '../language/index.ts';
import type { Plan } from '../plan/index.ts';
import { docComment } from './doc-comment.ts';
import { inputsSchema } from './inputs-schema.ts';
import { createNames, keyText, pascalCase, stringText, type Names } from './names.ts';
import { schemaTypes } from './schema-types.ts';
import { staticTypeText } from './static-types.ts';

/** Who starts the workflows: a program by `baton/client`, or a workflow in TypeScript by `baton/workflow`. */
export type StartedFrom = 'client' | 'workflow';

export interface KnownWorkflow {
  readonly definition: Definition;
  readonly plan: Plan;
}

export interface WorkflowFileOptions {
  readonly startedFrom: StartedFrom;
  /** The command that makes the file again. */
  readonly command: string;
  readonly operations?: ReadonlyMap<string, Operations>;
}

const imported: Readonly<Record<StartedFrom, { readonly from: string; readonly names: readonly string[] }>> = {
  client: { from: 'baton/client', names: ['EndedExecution', 'ExecuteWorkflowAnswer', 'Starter', 'StartOptions'] },
  workflow: { from: 'baton/workflow', names: ['executeDefinition', 'type DefinitionOptions'] },
};

/** A TypeScript file with what workflows take and give, and a function that starts each. The same workflows make the same
 * text, in whatever order they come. */
export function workflowFile(workflows: readonly KnownWorkflow[], options: WorkflowFileOptions): string {
  const { startedFrom, command, operations } = options;
  const { from, names: imports } = imported[startedFrom];
  const names = createNames(['Workflows', ...imports.map((name) => name.replace('type ', ''))]);
  const sorted = workflows.toSorted((a, b) => (a.plan.name < b.plan.name ? -1 : a.plan.name > b.plan.name ? 1 : 0));
  const written = sorted.map((each) => writeWorkflow(each, startedFrom, names, operations));
  const keyword = startedFrom === 'client' ? 'import type' : 'import';
  return [
    `// Made by \`${oneLine(command)}\`; make it again rather than edit it.\n// Of ${oneLine(said(sorted))}.\n`,
    ...(sorted.length === 0 ? [] : [`${keyword} { ${imports.join(', ')} } from '${from}';\n`]),
    ...written.flatMap((each) => each.declarations).map((each) => `${each}\n`),
    mapOf(written),
    ...written.flatMap((each) => each.functions).map((each) => `${each}\n`),
  ].join('\n');
}

interface Written {
  readonly name: string;
  readonly about: string;
  readonly inputs: string;
  readonly outputs: string;
  readonly declarations: readonly string[];
  readonly functions: readonly string[];
}

function writeWorkflow(
  { definition, plan }: KnownWorkflow,
  startedFrom: StartedFrom,
  names: Names,
  operations: ReadonlyMap<string, Operations> | undefined,
): Written {
  const pascal = names.take(pascalCase(plan.name));
  const inputs = names.take(`${pascal}Inputs`);
  const outputs = names.take(`${pascal}Outputs`);
  const about = `${plan.name} ${plan.version}`;
  const type: Type = outputsType(definition, plan, operations);
  const whole = staticTypeText(type);
  const gives = type.kind === 'object' ? `interface ${outputs} ${whole}` : `type ${outputs} = ${whole};`;
  return {
    name: plan.name,
    about: definition.description ?? '',
    inputs,
    outputs,
    declarations: [
      ...schemaTypes(inputsSchema(definition), {
        name: inputs,
        names,
        direction: 'given',
        about: `What ${about} takes.`,
      }),
      `${docComment([`What ${about} gives.`], '')}export ${gives}`,
    ],
    functions: startersOf({ pascal, inputs, outputs, name: plan.name }, startedFrom, definition.description),
  };
}

interface Named {
  readonly pascal: string;
  readonly inputs: string;
  readonly outputs: string;
  readonly name: string;
}

function startersOf(
  { pascal, inputs, outputs, name }: Named,
  startedFrom: StartedFrom,
  description: string | undefined,
): readonly string[] {
  const title = stringText(name);
  if (startedFrom === 'workflow') {
    return [
      `${docComment([`Runs ${name} as a child of the calling workflow.`, description], '')}export function execute${pascal}(
  inputs: ${inputs},
  options?: DefinitionOptions,
): Promise<${outputs}> {
  return executeDefinition<${inputs}, ${outputs}>(${title}, inputs, options);
}`,
    ];
  }
  return [
    `${docComment([`Starts ${name}.`, description], '')}export function start${pascal}(
  client: Starter,
  inputs: ${inputs},
  options?: StartOptions,
): Promise<ExecuteWorkflowAnswer> {
  return client.executions.start(${title}, inputs, options);
}`,
    `${docComment([`Starts ${name} and waits for its end.`], '')}export function run${pascal}(
  client: Starter,
  inputs: ${inputs},
  options?: StartOptions,
): Promise<EndedExecution<${outputs}>> {
  return client.executions.startAndWait(${title}, inputs, options) as Promise<EndedExecution<${outputs}>>;
}`,
  ];
}

function mapOf(written: readonly Written[]): string {
  const members = written.map(
    ({ name, about, inputs, outputs }) =>
      `${docComment([about], '  ')}  readonly ${keyText(name)}: { readonly inputs: ${inputs}; readonly outputs: ${outputs} };\n`,
  );
  const comment = '/** All of them by name, for `createClient<Workflows>(…)`. */\n';
  return `${comment}export interface Workflows {\n${members.join('')}}\n`;
}

function said(workflows: readonly KnownWorkflow[]): string {
  const all = workflows.map(({ plan }) => `${plan.name} ${plan.version}`);
  return all.length === 0 ? 'no workflow' : all.join(', ');
}

function oneLine(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, ' ');
}
