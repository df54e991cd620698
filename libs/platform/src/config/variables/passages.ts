// What decides which passages of a feature's documents are quoted in a prompt.
import { z } from 'zod';
import { choice, text, url, wholeNumber } from '../forms';
import { variable, type Part } from '../variable';

const runner: Part[] = ['codex-runner'];

export const passages = {
  SPECLINE_PASSAGE_TOKENS: variable(wholeNumber(0, 10_000), { default: '2000', usedBy: runner, description: "How many tokens, as estimated, a prompt may quote of the feature's own documents; 0 quotes nothing." }),
  DEFAULT_EMBEDDING_PROVIDER: variable(choice('none', 'lexical', 'google'), {
    default: 'none', needs: 'GOOGLE_API_KEY', usedBy: runner,
    description: "How the passages nearest to a phase's tasks are found: google by Google's embeddings, to which the text of documents and tasks is sent; none and lexical by their words, on this machine.",
  }),
  GOOGLE_API_KEY: variable(text, { secret: true, usedBy: runner, description: 'The key of the Gemini API, for DEFAULT_EMBEDDING_PROVIDER=google.' }),
  GOOGLE_EMBEDDING_MODEL: variable({ form: 'the name of a model, such as gemini-embedding-001', schema: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,99}$/) }, { default: 'gemini-embedding-001', usedBy: runner, description: "Google's embedding model." }),
  GOOGLE_EMBEDDING_URL: variable(url('https', 'http'), { default: 'https://generativelanguage.googleapis.com', usedBy: runner, description: 'The Gemini API.' }),
};
