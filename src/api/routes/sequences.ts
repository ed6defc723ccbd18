import { z } from 'zod';
import type { Catalog, CatalogRecord } from '../../catalog/index.ts';
import { jsonOf, readSource, sequenceShape } from '../../language/index.ts';
import { quotedName, Refusal } from '../../problems/index.ts';
import { isList, isObject, isoTime, type Json, own } from '../../std/index.ts';
import { detailsOf, problemShape } from '../answer/problem.ts';
import { definitionRoute, fieldsRoute, plainRoute, type Route } from '../route.ts';
import { success, text } from './execution-fields.ts';

const params = z.strictObject({ action: text('an action') });
const time = z.iso.datetime({ precision: 3 });

const putShape = z.strictObject({
  success,
  message: z.string(),
  action: z.string(),
  version: z.string(),
  unchanged: z.boolean(),
  warnings: problemShape.shape.error.shape.details,
});

const putSequence = definitionRoute({
  load: 'registration',
  methods: ['PUT'],
  path: '/sequences/{action}',
  operation: 'put_sequence',
  summary: 'Puts a sequence on record, as a new version where it differs from the one before.',
  params,
  shape: sequenceShape,
  gives: { 201: putShape, 200: putShape },
  refuses: ['name-taken', 'definition-too-costly'],
  answer: async ({ catalog }, { action, text: source, format }) => {
    const registered = await catalog.register(source, format, { notation: 'sequence', name: action });
    const { version, unchanged, diagnostics } = registered;
    const message = `${action} ${version} ${unchanged ? 'is on record already, unchanged' : 'is registered'}`;
    const warnings = detailsOf(diagnostics, source);
    return { status: unchanged ? 200 : 201, body: { success: true, message, action, version, unchanged, warnings } };
  },
});

const getSequence = fieldsRoute({
  methods: ['GET'],
  path: '/sequences/{action}',
  operation: 'get_sequence',
  summary: 'The tasks of a sequence as they were registered, in its newest version unless one is named.',
  params,
  fields: z.strictObject({ version: text('a version').optional() }),
  gives: {
    200: z.strictObject({
      action: z.string(),
      version: z.string(),
      registered_at: time,
      tasks: z.array(z.looseObject({})).describe('As they were registered'),
    }),
  },
  refuses: ['workflow-not-found'],
  answer: async ({ catalog }, { action, version }) => {
    const record = await sequenceOf(catalog, action, version);
    const { source } = readSource(record.text, { format: record.format });
    const tasks = source === null ? [] : jsonOf(source.root);
    const registered_at = isoTime(record.registeredAt);
    return { status: 200, body: { action, version: record.version, registered_at, tasks } };
  },
});

const listSequences = plainRoute({
  methods: ['GET'],
  path: '/sequences',
  operation: 'list_sequences',
  summary: 'The newest version of every sequence, by action.',
  gives: {
    200: z.strictObject({
      sequences: z.array(
        z.strictObject({
          action: z.string(),
          version: z.string(),
          registered_at: time,
          tasks: z.array(z.strictObject({ action: z.string(), display: z.string() })),
        }),
      ),
    }),
  },
  answer: async ({ catalog }) => {
    const records = (await catalog.list()).filter(({ notation }) => notation === 'sequence');
    return { status: 200, body: { sequences: records.map(listed) } };
  },
});

function listed({ name, version, registeredAt, definition }: CatalogRecord): object {
  const steps = own(definition, 'steps');
  const tasks = (isList(steps) ? steps : []).map((step) => {
    const action = textIn(step, 'id') ?? '';
    return { action, display: textIn(step, 'display') ?? action };
  });
  return { action: name, version, registered_at: isoTime(registeredAt), tasks };
}

function textIn(step: Json, key: string): string | undefined {
  const value = isObject(step) ? own(step, key) : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** A workflow in another notation is no sequence, though it may have the name. */
async function sequenceOf(catalog: Catalog, action: string, version?: string): Promise<CatalogRecord> {
  const record = await catalog.find(action, version);
  if (record?.notation === 'sequence') return record;
  throw noSequence(action, version);
}

export function noSequence(action: string, version?: string): Refusal {
  const inVersion = version === undefined ? '' : ` in the version ${quotedName(version)}`;
  return new Refusal('workflow-not-found', `there is no sequence ${quotedName(action)}${inVersion}`);
}

export const sequenceRoutes: readonly Route[] = [putSequence, getSequence, listSequences];
