#!/usr/bin/env bash
# Makes the folder of a new feature, with the next number, and makes it current. Usage: create-new-feature.sh [--json] short-name
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
json=false
if [ "${1:-}" = --json ]; then json=true; shift; fi
name=$(printf %s "${1:?a short name is needed}" | tr '[:upper:]' '[:lower:]' | tr -cs 'a-z0-9' '-' | sed 's/^-//; s/-$//')

last=$(find "$root/specs" -mindepth 1 -maxdepth 1 -type d -name '[0-9][0-9][0-9]-*' -exec basename {} \; | sort | tail -n 1 | cut -c 1-3)
number=$(printf '%03d' $((10#${last:-0} + 1)))
feature="specs/$number-$name"

mkdir -p "$root/$feature"
cp "$root/.specify/templates/spec-template.md" "$root/$feature/spec.md"
printf '{ "feature_directory": "%s" }\n' "$feature" > "$root/.specify/feature.json"
if $json; then printf '{"FEATURE_DIR":"%s","SPEC_FILE":"%s"}\n' "$root/$feature" "$root/$feature/spec.md"; else echo "$root/$feature"; fi
