import type { JsonObject } from '../../std/index.ts';
import type { Route } from '../route.ts';
import { createComponents } from './components.ts';
import { type Example, isOfPath } from './examples.ts';
import { headerComponents } from './headers.ts';
import { operationOf } from './operation.ts';
import { tagsOf } from './words.ts';

const description = `Declarative, durable orchestration of services on Temporal.

Every refusal has one form, \`Problem\`, and each operation lists the codes that it may hold. On top of that, any path
answers 404 (\`unknown-route\`) where there is none and 405 (\`method-not-allowed\`, with \`Allow\`) to a method that it does not take.`;

/** OpenAPI 3.1 of the routes, made from the very schemas that check what is sent. The same routes give the same text. */
export function openApiDocument(routes: readonly Route[], examples: readonly Example[], version: string): JsonObject {
  const components = createComponents();
  const templates = [...new Set(routes.map(({ path }) => path))];
  const templateOf = (example: Example): string | undefined =>
    templates.find((path) => example.path.split('?')[0] === path) ?? templates.find((path) => isOfPath(example, path));
  const operations = (route: Route): readonly (readonly [string, JsonObject])[] => {
    const shown = examples.filter((example) => templateOf(example) === route.path);
    return route.methods.map((method) => {
      const here = shown.filter((example) => example.method === method);
      // Where only one of two methods is shown, the other takes the same fields.
      const others = route.methods.length > 1 ? shown : [];
      return [
        method.toLowerCase(),
        operationOf({ route, method, examples: here.length > 0 ? here : others }, components),
      ] as const;
    });
  };
  const paths = Object.fromEntries(
    templates.map((path) => [
      path,
      Object.fromEntries(routes.filter((route) => route.path === path).flatMap(operations)),
    ]),
  );
  return {
    openapi: '3.1.1',
    info: { title: 'Baton', version, description, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    servers: [{ url: '/' }],
    tags: [...tagsOf(templates)],
    paths,
    components: { schemas: components.schemas(), responses: components.responses(), headers: headerComponents },
  };
}
