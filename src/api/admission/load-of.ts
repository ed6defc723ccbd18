import type { IncomingMessage } from 'node:http';
import { createPathTable } from '../path-table.ts';
import { pathOf } from '../request/target.ts';
import type { Route } from '../route.ts';
import type { Load } from './load-limits.ts';

/** What requests ask of this process, by method and path alone: nothing else has been read yet. */
export function loadOf(routes: readonly Route[]): (request: Pick<IncomingMessage, 'method' | 'url'>) => Load {
  const rows = new Map<string, readonly Route[]>();
  for (const route of routes) rows.set(route.path, [...(rows.get(route.path) ?? []), route]);
  const find = createPathTable(rows);
  return ({ method = 'GET', url = '/' }) => {
    const asked = method === 'HEAD' ? 'GET' : method;
    const route = rowsAt(find, pathOf(url)).find(({ methods }) => methods.some((each) => each === asked));
    if (route !== undefined) return routeLoad(route);
    return asked === 'GET' ? 'read' : 'change';
  };
}

function rowsAt(find: ReturnType<typeof createPathTable<readonly Route[]>>, path: string): readonly Route[] {
  try {
    return find(path)?.entry ?? [];
  } catch {
    // A percent sign that stands for nothing, which the app refuses.
    return [];
  }
}

/** What can be asked by GET changes nothing, by POST neither. */
export function routeLoad({ load, methods }: Route): Load {
  return load ?? (methods.includes('GET') ? 'read' : 'change');
}
