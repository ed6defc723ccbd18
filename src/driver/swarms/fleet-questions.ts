import {
  type Fleet,
  fleetMemo,
  massesPage,
  massRecord,
  swarmsPage,
  swarmView,
  type SwarmView,
} from '../../fleet/index.ts';
import { unreachable } from '../../std/index.ts';
import { fitting } from './fitting.ts';
import type { FleetQuestion, FleetSwarm } from './protocol.ts';

/** Asked by our own port alone; a query can harm nobody. */
export function answerFleetQuestion(fleet: Fleet, question: FleetQuestion): unknown {
  switch (question.kind) {
    case 'swarm': {
      const view = swarmView(fleet, question.swarm);
      return view === null ? null : withRows(fleet, [view])[0];
    }
    case 'swarms':
      return fitting(question, (asked) => {
        const page = swarmsPage(fleet, asked);
        return { ...page, entries: withRows(fleet, page.entries) };
      });
    case 'mass':
      return massRecord(fleet, question.mass);
    case 'masses':
      return fitting(question, (asked) => massesPage(fleet, question.swarm, asked));
    default:
      return unreachable(question);
  }
}

function withRows(fleet: Fleet, views: readonly SwarmView[]): readonly FleetSwarm[] {
  const rows = new Map<string, FleetSwarm['rows'][number][]>(views.map(({ swarm }) => [swarm, []]));
  for (const row of fleetMemo(fleet).rows) rows.get(row.swarm)?.push(row);
  return views.map((view) => ({ view, rows: rows.get(view.swarm) ?? [] }));
}
