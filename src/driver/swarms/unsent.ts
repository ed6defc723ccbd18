import { joinReports, type ShardReport } from '../../fleet/index.ts';
import { swarmSignals, type Unsent } from './protocol.ts';

/** What could not be brought, with one more. However long the fleet is away, a shard has one report for it: they go into one payload
 * with its state when it leaves its history. */
export function addUnsent(unsent: readonly Unsent[], message: Unsent): readonly Unsent[] {
  const isSame = ({ to, signal }: Unsent): boolean => signal === swarmSignals.report && to === message.to;
  const before = message.signal === swarmSignals.report ? unsent.find(isSame) : undefined;
  if (before === undefined) return [...unsent, message];
  const content = joinReports(before.content as ShardReport, message.content as ShardReport);
  return [...unsent.filter((each) => each !== before), { ...message, content }];
}
