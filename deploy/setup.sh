#!/bin/sh
# Makes .venv with what the site needs, and .env with a secret of its own. A second run takes no time.
set -eu
cd "$(dirname "$0")/.."
. deploy/lib.sh

recent='import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))'

find_python() {
    for name in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
        if "$name" -c "$recent" 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    return 1
}

if ! installed site requirements.txt || ! .venv/bin/python -c "$recent" 2>/dev/null; then
    python=$(find_python) || fail "Python 3.11 or newer is needed; PYTHON=/path/to/python3.12 make setup names one."
    "$python" -c 'import ensurepip, venv' 2>/dev/null || need_packages python3-venv
    .venv/bin/python -c "$recent" 2>/dev/null || "$python" -m venv --clear .venv
    say "Installing Python packages into .venv"
    pip_install --only-binary :all: -r requirements.txt
    note_installed site requirements.txt
fi

if ! grep -qs '^SECRET_KEY=' .env; then
    (
        umask 077
        .venv/bin/python -c 'import secrets; print("SECRET_KEY=" + secrets.token_urlsafe(40))' >>.env
    )
    say "Wrote a secret key of its own to .env"
fi
