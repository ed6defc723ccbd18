import { botsPage, botView, deadLetters, massView, type Shard, tasksOfBot, taskView } from '../../fleet/index.ts';
import { unreachable } from '../../std/index.ts';
import { fitting } from './fitting.ts';
import type { ShardQuestion } from './protocol.ts';

/** Asked by our own port alone; a query can harm nobody. */
export function answerShardQuestion(shard: Shard, question: ShardQuestion): unknown {
  // Its bots and what they did are no more, though it may take a moment to end.
  if (shard.closed) return null;
  switch (question.kind) {
    case 'bot':
      return botView(shard, question.bot);
    case 'bots':
      return fitting(question, (page) => botsPage(shard, page));
    case 'tasks-of-bot':
      return fitting(question, (page) => tasksOfBot(shard, question.bot, page));
    case 'task':
      return taskView(shard, question.task);
    case 'mass': {
      return fitting(question, (page) => massView(shard, question.mass, page));
    }
    case 'dead-letters':
      return fitting(question, (page) => deadLetters(shard, page));
    default:
      return unreachable(question);
  }
}
