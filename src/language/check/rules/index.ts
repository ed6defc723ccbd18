import { compensationWithoutMethod } from './compensation-without-method.ts';
import { conflictingKeys } from './conflicting-keys.ts';
import { cyclicDependency } from './cyclic-dependency.ts';
import { defaultBreaksItsSchema } from './default-breaks-its-schema.ts';
import { duplicateId } from './duplicate-id.ts';
import { enumBreaksItsType } from './enum-breaks-its-type.ts';
import { idCaseCollision } from './id-case-collision.ts';
import { invalidInputSchema } from './invalid-input-schema.ts';
import { invalidName } from './invalid-name.ts';
import { possibleSecret } from './possible-secret.ts';
import { recursiveWorkflow } from './recursive-workflow.ts';
import { reservedName } from './reserved-name.ts';
import { retryDelays } from './retry-delays.ts';
import type { DependencyRule, Rule } from './rule.ts';
import { strayKey } from './stray-key.ts';
import { taskQueueRefused } from './task-queue-refused.ts';
import { timeoutShorterThanStep } from './timeout-shorter-than-step.ts';
import { tooManyDependencies } from './too-many-dependencies.ts';
import { uncompensatedStep } from './uncompensated-step.ts';
import { unknownDependency } from './unknown-dependency.ts';
import { unknownOperation } from './unknown-operation.ts';
import { unregisteredService } from './unregistered-service.ts';
import { unregisteredWorkflow } from './unregistered-workflow.ts';
import { unusedInput } from './unused-input.ts';

/** Of a large definition these come before all else. */
export const dependencyRules: readonly DependencyRule[] = [duplicateId, unknownDependency, cyclicDependency];

/** Looked for in every definition. */
export const rules: readonly Rule[] = [
  reservedName,
  invalidName,
  duplicateId,
  idCaseCollision,
  unknownDependency,
  cyclicDependency,
  tooManyDependencies,
  conflictingKeys,
  strayKey,
  invalidInputSchema,
  enumBreaksItsType,
  defaultBreaksItsSchema,
  timeoutShorterThanStep,
  retryDelays,
  compensationWithoutMethod,
  recursiveWorkflow,
  unregisteredService,
  unknownOperation,
  unregisteredWorkflow,
  taskQueueRefused,
  possibleSecret,
];

/** Looked for only where nothing is wrong: in a broken definition these are mostly echoes. */
export const advice: readonly Rule[] = [unusedInput, uncompensatedStep];
