import { z } from 'zod';

export const workflowIdParams = z.strictObject({
  workflow_id: z
    .string()
    // What a definition's name may be: nothing else is the id of any.
    .regex(/^[A-Za-z][A-Za-z0-9_-]{0,127}$/, {
      error: 'a workflow id has only letters, digits, hyphens and underscores',
    })
    .describe('As creating it gave it; where executions are meant, also the name of a definition'),
});

/** As far as any workflow of actions has them; the notation's own checker says the rest, and says it better. */
export const documentFields = {
  name: z.string({ error: 'a name is text' }),
  description: z.string({ error: 'a description is text' }).optional(),
  tags: z.array(z.string(), { error: 'tags are a list of texts' }).optional(),
  parameters: z.array(z.looseObject({}), { error: 'parameters are a list of objects' }).optional(),
  actions: z.array(z.looseObject({}), { error: 'actions are a list of objects' }),
};

/** Of a change: what is not given stays as it is, and null takes away what a document need not have. */
export const changeFields = {
  name: documentFields.name.optional(),
  description: documentFields.description.nullable(),
  tags: documentFields.tags.nullable(),
  parameters: documentFields.parameters.nullable(),
  actions: documentFields.actions.optional(),
};
