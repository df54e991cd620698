// The stages that a run of a phase passes.
export const phaseStages = ['discover', 'submit', 'apply', 'publish', 'finalize'] as const;
