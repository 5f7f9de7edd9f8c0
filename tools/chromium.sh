#!/usr/bin/env bash
# The browser tests need a Chromium. Installed by the system's package manager where that is allowed: Debian's
# headless one first, which takes half the time of the one with a window.
set -euo pipefail

has() { command -v "$1" >/dev/null; }
run=()
if [ "$(id -u)" -ne 0 ]; then run=(sudo -n); fi
may_install() { has apt-get && { [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null; }; }
install() { "${run[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null; }

if has chromium-headless-shell; then exit 0; fi
if may_install; then
  "${run[@]}" apt-get update -qq || true
  if install chromium-headless-shell fonts-liberation 2>/dev/null; then exit 0; fi
fi
for name in chromium chromium-browser google-chrome; do
  if has "$name"; then exit 0; fi
done
if may_install; then
  install chromium fonts-liberation
  exit 0
fi
echo "Die Tests brauchen Chromium. Unter Debian: sudo apt-get install chromium-headless-shell" >&2
exit 1
