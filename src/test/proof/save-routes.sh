#!/usr/bin/env bash
# Saves a route file of this checkout every second, one after the other, each with another
# description, until it is ended; then every file is as it was. Beside it the proof shows that edits
# cost no press:
#
#   src/test/proof/save-routes.sh & mvn -q -Pproof verify; kill %1
#
# Every second file is written in place, and the others by rename, as editors do.
set -eu
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

before=$(mktemp -d)
cp -r routes "$before"
trap 'cp -r "$before/routes/." routes; rm -r "$before"; echo "saved $saves times"' EXIT
trap 'exit 0' INT TERM

saves=0
mapfile -t files < <(find routes -name '*.camel.yaml' | sort)
while true; do
  file=${files[saves % ${#files[@]}]}
  saves=$((saves + 1))
  # The description of the first route or policy, which stands four columns in.
  text=$(sed "0,/^    description: /s/^    description: .*/& $saves/" "$before/$file"; echo .)
  if ((saves % 2)); then
    printf %s "${text%.}" > "$file"
  else
    printf %s "${text%.}" > "$file.new"
    mv "$file.new" "$file"
  fi
  sleep 1 &
  wait $!
done
