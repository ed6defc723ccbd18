import { stringify } from 'yaml';
import { z } from 'zod';
import { ifexFile } from '../ifex/ifex-file.ts';
import { plainRoute, type Route } from '../route.ts';

/** As it stands in docs/reference/ifex_orchestrator.yaml. */
export function ifexText(routes: readonly Route[]): string {
  return stringify(ifexFile(routes), { lineWidth: 0, aliasDuplicateObjects: false, singleQuote: true });
}

export function schemaRoutes(routes: () => readonly Route[]): readonly Route[] {
  return [
    plainRoute({
      methods: ['GET'],
      path: '/orchestrator/schema',
      summary: 'The IFEX file of this service: its enumerations, structs and methods.',
      sends: ['application/yaml', 'application/json'],
      gives: { 200: z.looseObject({ name: z.literal('ifex_orchestrator'), namespaces: z.array(z.looseObject({})) }) },
      answer: async (_ports, { accepted }) =>
        accepted === 'application/json'
          ? { status: 200, body: ifexFile(routes()) }
          : { kind: 'text', status: 200, type: 'application/yaml', text: ifexText(routes()) },
    }),
  ];
}
