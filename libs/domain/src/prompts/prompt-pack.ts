// Specline's own prompts as a whole have one version, recorded with every stage that asked an agent, so that results can be compared.

/** Raised whenever the words of a prompt change. */
export const promptPackVersion = '2';

/** What every prompt tells an agent that works without a person. */
export const nobodyAnswers = '- Nobody can answer questions. Where something is unclear, take the choice that fits the documents best and say so in your last message.';
export const noPublishing = '- Finish with the changes in the working tree; do not make or switch branches, do not commit, do not push and do not open a pull request.';
