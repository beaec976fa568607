#!/bin/sh
# Installs the optional system packages when root on Debian; else names what is missing and goes on.
set -u
missing=""
command -v tesseract >/dev/null 2>&1 || missing="$missing tesseract-ocr"
"${PYTHON:-python3}" -c "import ensurepip" >/dev/null 2>&1 || missing="$missing python3-venv"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "installing system packages:$missing"
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing; } >/dev/null 2>&1 \
    || echo "could not install:$missing (going on without)"
else
  echo "missing system packages:$missing (as root: apt-get install$missing); going on without"
fi
exit 0
