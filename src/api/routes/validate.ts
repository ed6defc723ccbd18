import { z } from 'zod';
import type { Summary } from '../../language/index.ts';
import type { Diagnostic } from '../../problems/index.ts';
import { detailsOf, problemShape } from '../answer/problem.ts';
import { definitionRoute, type Route } from '../route.ts';
import { success } from './execution-fields.ts';

const details = problemShape.shape.error.shape.details;
const names = z.array(z.string());

const planShape = z.strictObject({
  name: z.string(),
  version: z.string().optional(),
  step_count: z.int(),
  steps: z
    .array(
      z.strictObject({
        id: z.string(),
        kind: z.enum(['call', 'workflow', 'foreign-activity', 'foreign-workflow', 'wait', 'delay', 'until']),
        does: z.string().nullable().describe('What it calls or waits for; null of a wait for a time'),
        depends_on: names,
      }),
    )
    .describe('The first thousand, in order of writing'),
  inputs: z.array(
    z.strictObject({
      name: z.string(),
      type: z.string().optional(),
      required: z.boolean(),
      default: z.json().optional(),
    }),
  ),
  outputs: names.nullable().describe("By name; null where the result is every step's result"),
  services: names,
  workflows: names.describe('Those that its steps start'),
  events: names.describe('Those that its steps wait for'),
  task_queues: names.describe('Of other Temporal code'),
});

const validateWorkflow = definitionRoute({
  // As much work as to register it.
  load: 'registration',
  methods: ['POST'],
  path: '/orchestrator/validate_workflow',
  summary: 'Checks a definition, and inputs for it, without putting it on record.',
  gives: {
    200: z.strictObject({
      success,
      message: z.string(),
      valid: z.boolean(),
      errors: details,
      warnings: details,
      plan: planShape.optional().describe('Where the definition is valid'),
      registration: z
        .enum(['new', 'unchanged', 'conflict'])
        .optional()
        .describe(
          'What registering it would come to: conflict where its version has other content on record, or its name is that of another kind',
        ),
    }),
  },
  refuses: ['definition-too-costly'],
  answer: async ({ catalog }, { text, format }) => {
    const checked = await catalog.check(text, format);
    const found = checked.kind === 'refused' ? checked.diagnostics : [...checked.diagnostics, ...checked.inputProblems];
    const told = (severity: Diagnostic['severity']): object[] =>
      detailsOf(
        found.filter((each) => each.severity === severity),
        text,
      );
    const errors = told('error');
    const valid = errors.length === 0;
    const count = `${errors.length} ${errors.length === 1 ? 'problem' : 'problems'}`;
    return {
      status: 200,
      body: {
        success: true,
        message: valid ? 'the definition is valid' : count,
        valid,
        errors,
        warnings: told('warning'),
        ...(checked.kind === 'check' && {
          plan: planAnswer(checked.summary),
          registration: checked.registration,
        }),
      },
    };
  },
});

function planAnswer({ stepCount, steps, queues, ...rest }: Summary): object {
  return {
    ...rest,
    step_count: stepCount,
    steps: steps.map(({ dependsOn, ...step }) => ({ ...step, depends_on: dependsOn })),
    task_queues: queues,
  };
}

export const validateRoutes: readonly Route[] = [validateWorkflow];
