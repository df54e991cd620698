// The coding agent of the world with job containers: it writes what its step is for and does nothing else, after it was at work for long enough to be struck.

const secondsAtWork = 4;

/** Reads a prompt of Specline's own words on its standard input: the first line ends with the step, and the feature's directory is named. */
const script = `
read -r heading
directory=$(grep -o 'specs/[^\`/ ]*' | head -n 1)
mkdir -p "$directory"
sleep ${secondsAtWork}
case "\${heading##*: }" in
  specify) printf '# Feature Specification\\n\\nIt is done once.\\n' > "$directory/spec.md" ;;
  plan) printf '# Implementation Plan\\n\\nAs in the rest of the project.\\n' > "$directory/plan.md" ;;
  tasks) printf '# Tasks\\n\\n## Phase 1: Setup\\n\\n- [ ] T001 Make the module in src/wish.ts\\n' > "$directory/tasks.md" ;;
esac
`;

/** For SPEC_AUTOMATION_AGENT_COMMAND. */
export const quickAgent = JSON.stringify(['bash', '-c', script]);
