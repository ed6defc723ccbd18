export { checkGiven } from './check-given.ts';
export { checkInputs, withOffered } from './check-inputs.ts';
export { declared, misfit } from './fits.ts';
export { inputLimits } from './limits.ts';
