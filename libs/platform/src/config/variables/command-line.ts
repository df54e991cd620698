// The environment of the command line. It reads these itself; they stand here so that they are documented, known to every service, and given to none.
import { text } from '../forms';
import { variable } from '../variable';

export const commandLine = {
  SPECLINE_URL: variable(text, { usedBy: ['command line'], description: 'Where Specline is, such as `https://specline.example`.' }),
  SPECLINE_TOKEN: variable(text, { secret: true, usedBy: ['command line'], description: 'The token with which the command line uses the API.' }),
};
