import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { projectRoot } from '../../devstack/index.ts';
import type { JsonObject } from '../../std/index.ts';
import { openApiDocument } from '../openapi/document.ts';
import { readExamples } from '../openapi/examples.ts';
import { plainRoute, type Route } from '../route.ts';
import { versionOfBaton } from '../version-of-baton.ts';

const documentShape = z.looseObject({
  openapi: z.literal('3.1.1'),
  info: z.looseObject({ title: z.string(), version: z.string() }),
  paths: z.looseObject({}),
  components: z.looseObject({}),
});

/** What the routes say of themselves, these among them; made once, when somebody asks. */
export function documentRoutes(routes: () => readonly Route[]): readonly Route[] {
  let document: JsonObject | undefined;
  return [
    plainRoute({
      methods: ['GET'],
      path: '/openapi.json',
      summary: 'This API as an OpenAPI document, made from the schemas that check what is sent.',
      gives: { 200: documentShape },
      answer: async () => {
        document ??= openApiDocument(routes(), readExamples(readText('docs/reference/api.md')), versionOfBaton());
        return { status: 200, body: document };
      },
    }),
  ];
}

function readText(path: string): string {
  return readFileSync(join(projectRoot(), path), 'utf8');
}
