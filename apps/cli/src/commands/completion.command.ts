// `specline completion`: the script by which a shell completes what is typed; it asks `specline complete -- …` each time.
import { Argument, Command } from 'commander';
import type { Cli } from '../session';

const shells = ['bash', 'zsh', 'fish'] as const;

export function completionCommand(_cli: Cli): Command {
  return new Command('completion')
    .description('Print the script that completes commands, options and runs in a shell.')
    .addArgument(new Argument('<shell>', 'the shell it is for').choices(shells))
    .addHelpText('after', '\nPut this into ~/.bashrc:                    source <(specline completion bash)\nor this into ~/.zshrc, after compinit:      source <(specline completion zsh)\nor this into ~/.config/fish/config.fish:    specline completion fish | source')
    .action(async (shell: string) => {
      const { default: tab } = await import('@bomb.sh/tab');
      tab.setup('specline', 'specline', shell);
    });
}
