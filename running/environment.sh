# Read by bin/dev, bin/serve and bin/test: finds a Python, settles where things are, makes the environment.
# Offers: leadline_environment LOCKFILE, which ends with $python being the environment's own interpreter.

root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd -P)
venv=${LEADLINE_VENV:-$root/.venv}
case $venv in /*) ;; *) venv=$PWD/$venv ;; esac

# A relative LEADLINE_DATA is meant from where the command was typed; without one, data stay with the program.
LEADLINE_DATA=${LEADLINE_DATA:-$root/var}
case $LEADLINE_DATA in /*) ;; *) LEADLINE_DATA=$PWD/$LEADLINE_DATA ;; esac
export LEADLINE_DATA

# What an activated environment or an IDE leaves behind must not reach ours.
unset PYTHONHOME PYTHONPATH VIRTUAL_ENV FLASK_APP FLASK_ENV FLASK_DEBUG

leadline_find_python() {
  found=
  for name in python3.11 python3.12 python3.13 python3 python; do
    version=$("$name" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      base_python=$name
      return 0
    fi
    found=$version
  done
  if [ -n "$found" ]; then
    echo "Leadline needs Python 3.11 or newer; the newest found here is $found. Install it (Debian, Ubuntu: apt install python3.11 python3.11-venv) and run this again." >&2
  else
    echo "Leadline needs Python 3.11 or newer, and no Python was found. Install it (Debian, Ubuntu: apt install python3.11 python3.11-venv) and run this again." >&2
  fi
  exit 1
}

# The environment remembers which lock it was made from by keeping a copy of it.
leadline_environment() {
  python=$venv/bin/python
  if ! { [ -x "$python" ] && cmp -s "$root/$1" "$venv/$1"; }; then
    leadline_find_python
    "$base_python" "$root/running/environment.py" "$venv" "$root/$1" </dev/null &
    maker=$!
    trap 'kill "$maker" 2>/dev/null; wait "$maker"; exit 1' HUP INT TERM
    wait "$maker" || exit 1
    trap - HUP INT TERM
  fi
  cd "$root" || exit 1
}
