#!/usr/bin/env bash
# The browser tests need a Chromium. Installed by the system's package manager where that is allowed.
set -euo pipefail
for name in chromium chromium-browser google-chrome; do
  if command -v "$name" >/dev/null; then exit 0; fi
done
run=()
if [ "$(id -u)" -ne 0 ]; then run=(sudo -n); fi
if command -v apt-get >/dev/null && { [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null; }; then
  "${run[@]}" apt-get update -qq
  "${run[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-liberation >/dev/null
  exit 0
fi
echo "Die Tests brauchen Chromium. Unter Debian: sudo apt-get install chromium" >&2
exit 1
