import { nearest, type Comparisons } from '../../problems/index.ts';
import { synonymOfFunction } from './function-synonyms.ts';
import { functionTable } from './function-table.ts';

/** The function that an unknown name stands for. */
export function nearestFunction(name: string, comparisons?: Comparisons): string | null {
  return synonymOfFunction(name) ?? nearest(name, functionTable.keys(), comparisons);
}
