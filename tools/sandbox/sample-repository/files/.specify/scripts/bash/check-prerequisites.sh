#!/usr/bin/env bash
# Says which feature is current and which of its documents exist. With --json as {"FEATURE_DIR":…,"AVAILABLE_DOCS":[…]}.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
feature=$(sed -n 's/.*"feature_directory"[^"]*"\([^"]*\)".*/\1/p' "$root/.specify/feature.json")
[ -n "$feature" ] || { echo "No feature_directory in .specify/feature.json" >&2; exit 1; }

documents=()
for name in spec.md plan.md tasks.md data-model.md; do
  [ ! -f "$root/$feature/$name" ] || documents+=("\"$name\"")
done

if [ "${1:-}" = --json ]; then
  printf '{"FEATURE_DIR":"%s","AVAILABLE_DOCS":[%s]}\n' "$root/$feature" "$(IFS=,; echo "${documents[*]}")"
else
  printf '%s\n' "$root/$feature" "${documents[@]}"
fi
