export { checkInputs } from './check-inputs.ts';
export { declared, misfit } from './fits.ts';
export { inputLimits } from './limits.ts';
