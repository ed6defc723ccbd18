import { Refusal } from '../../problems/index.ts';
import { hasControls } from './query.ts';

/** What stands in the first line of a request, read in one way for all who ask: whoever limits how much, whoever finds the
 * route and whoever logs. */

/** Without the query. As a proxy is asked, the name of a server may stand before it. */
export function pathOf(target: string): string {
  const path = /^[^?#]*/.exec(afterServer(target))?.[0] ?? '';
  return path === '' ? '/' : path;
}

/** From its question mark on; empty where there is none. */
export function searchOf(target: string): string {
  const mark = target.indexOf('?');
  return mark === -1 ? '' : target.slice(mark);
}

function afterServer(target: string): string {
  return target.replace(/^https?:\/\/[^/?#]*/i, '');
}

/** Throws where a percent sign is followed by anything but UTF-8, and where there is what no client sends. */
export function checkTarget(target: string): void {
  if (target.includes('#')) throw new Refusal('unreadable-request', 'the address holds a `#`, which is not sent');
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathOf(target));
  } catch {
    throw new Refusal('unreadable-request', 'the path has a percent sign that does not stand for UTF-8 text');
  }
  if (hasControls(decoded)) throw new Refusal('unreadable-request', 'the path holds a control character');
}
