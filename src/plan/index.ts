export type { CallStep, Compensation, Condition, Plan, PlanStep, RetryRule } from './plan.ts';
