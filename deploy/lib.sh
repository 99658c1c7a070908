# Words that the scripts of this folder share. Meant for sh, to be sourced.

say() { printf '%s\n' "$*"; }

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

# need_packages PACKAGE... installs packages of the system where it may, else names them and stops.
need_packages() {
    [ $# -gt 0 ] || return 0
    missing="$*"
    if [ "$(id -u)" = 0 ]; then
        become="env"
    elif sudo -n true 2>/dev/null; then
        become="sudo -n env"
    else
        fail "Missing packages. Please run: sudo apt-get install $missing"
    fi
    command -v apt-get >/dev/null || fail "Please install what this system calls: $missing"
    say "Installing system packages: $missing"
    apt_install "$become" "$@" || {
        # The lists may be empty, as on a fresh machine, or old.
        $become DEBIAN_FRONTEND=noninteractive apt-get update -q >/dev/null
        apt_install "$become" "$@" || fail "Could not install: $missing"
    }
}

apt_install() {
    become=$1
    shift
    $become DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" </dev/null >/dev/null
}

# fingerprint FILE... prints a short digest of their contents.
fingerprint() { cat "$@" | sha256sum | cut -c 1-16; }

# installed NAME FILE... tells whether the stamp NAME stands for the present contents of FILE...
installed() {
    name=$1
    shift
    [ -e ".venv/.$name-$(fingerprint "$@")" ]
}

# note_installed NAME FILE... leaves that stamp.
note_installed() {
    name=$1
    shift
    rm -f ".venv/.$name-"*
    : >".venv/.$name-$(fingerprint "$@")"
}

pip_install() { .venv/bin/python -m pip install -qq --disable-pip-version-check --no-input "$@"; }
