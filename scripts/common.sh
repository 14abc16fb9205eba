# What the scripts share: where things are, and how an environment is made and filled.
# shellcheck shell=sh

ROOT=$(cd "$(dirname "$0")/.." && pwd)
VENV=$ROOT/.venv
PEERS=${ADVOCACY_PEERS:-$ROOT/.peers}
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_ROOT_USER_ACTION=ignore

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

# The first Python that is new enough; $PYTHON chooses another.
find_python() {
    for name in ${PYTHON:-python3 python3.11 python3.12 python3.13}; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    fail "Python 3.11 or newer is needed: install it (Debian: apt-get install python3), or name it in PYTHON."
}

# system PACKAGE… : install Debian packages as root, else say which command to run.
system() {
    command -v apt-get >/dev/null || fail "Please install what Debian calls: $*"
    [ "$(id -u)" = 0 ] || fail "Please run: sudo apt-get install --yes $*"
    say "Installing system packages: $*"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends "$@" >/dev/null
}

# virtual_environment DIR : make it unless it is there.
virtual_environment() {
    [ ! -x "$1/bin/pip" ] || return 0
    python=$(find_python)
    "$python" -c 'import ensurepip, venv' 2>/dev/null || system python3-venv
    say "Making a virtual environment in $1 …"
    "$python" -m venv --clear "$1"
}

# once NAME COMMAND… : run it in the environment's name, unless it was since the pins or the project changed.
once() {
    stamp=$VENV/$1.installed
    shift
    wanted=$(cat "$ROOT"/constraints*.txt "$ROOT/pyproject.toml" | cksum)
    [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ] || return 0
    "$@"
    echo "$wanted" >"$stamp"
}
