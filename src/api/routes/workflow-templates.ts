import { z } from 'zod';
import { documentOver } from '../../catalog/index.ts';
import { nearest, Refusal } from '../../problems/index.ts';
import { isList, type Json, own } from '../../std/index.ts';
import type { Template } from '../../templates/index.ts';
import { authorOf } from '../request/author.ts';
import { keyOf } from '../request/idempotency-key.ts';
import { fieldsRoute, type Route } from '../route.ts';
import { text } from './execution-fields.ts';
import { changeFields } from './workflow-fields.ts';
import { createdAnswer, writtenShape } from './workflows.ts';

/** Workflows of actions that ship to be made into workflows of one's own. */

const templateShape = z.strictObject({
  template_name: z.string(),
  name: z.string().describe('What a workflow is called that is made of it, unless it is given another name'),
  description: z.string(),
  tags: z.array(z.json()),
  parameters: z.array(z.json()),
});

const listTemplates = fieldsRoute({
  operation: 'workflows_templates',
  methods: ['GET'],
  path: '/workflows/templates',
  summary: 'The templates that workflows can be created from.',
  fields: z.strictObject({}),
  gives: { 200: z.strictObject({ templates: z.array(templateShape), total: z.int() }) },
  answer: async ({ templates }) => {
    const all = await templates.list();
    return { status: 200, body: { templates: all.map(templateAnswer), total: all.length } };
  },
});

function templateAnswer({ name, content }: Template): z.output<typeof templateShape> {
  const textOf = (key: string): string => {
    const value = own(content, key);
    return typeof value === 'string' ? value : '';
  };
  const listOf = (key: string): z.output<typeof templateShape>['tags'] => {
    const value = own(content, key);
    return isList(value) ? ([...value] as z.output<typeof templateShape>['tags']) : [];
  };
  return {
    template_name: name,
    name: textOf('name'),
    description: textOf('description'),
    tags: listOf('tags'),
    parameters: listOf('parameters'),
  };
}

const createFromTemplate = fieldsRoute({
  load: 'registration',
  operation: 'workflows_from_template',
  methods: ['POST'],
  path: '/workflows/from-template',
  summary: 'Creates a workflow from a template, with what is given in the place of what that has.',
  fields: z.strictObject({
    template_name: text('a template name').max(200, { error: 'a template name has at most 200 characters' }),
    customizations: z
      .looseObject(changeFields, { error: 'customizations are an object' })
      .optional()
      .describe('Members of the document: each replaces that of the template, null takes it away'),
  }),
  reads: ['Idempotency-Key', 'X-User-ID'],
  gives: { 201: writtenShape },
  refuses: [
    'template-not-found',
    'version-conflict',
    'idempotency-key-reused',
    'definition-rejected',
    'definition-too-costly',
  ],
  answer: async ({ workflows, templates }, { template_name: name, customizations }, request) => {
    const template = await templates.read(name);
    if (template === null) throw unknownTemplate(name, await templates.list());
    const change = (customizations ?? {}) as Readonly<Record<string, Json>>;
    const document = documentOver(template.content, change);
    const idempotencyKey = keyOf(undefined, request);
    const created = await workflows.create({
      text: JSON.stringify(document),
      format: 'json',
      isMade: true,
      by: authorOf(request),
      ...(idempotencyKey !== undefined && { idempotencyKey }),
    });
    return createdAnswer(created, undefined);
  },
});

function unknownTemplate(name: string, known: readonly Template[]): Refusal {
  const names = known.map((each) => each.name);
  const near = nearest(name, names);
  const advice = near === null ? `there are ${names.join(', ') || 'none'}` : `did you mean \`${near}\`?`;
  return new Refusal('template-not-found', `there is no template \`${name}\`; ${advice}`);
}

export const workflowTemplateRoutes: readonly Route[] = [createFromTemplate, listTemplates];
