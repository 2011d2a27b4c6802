#!/usr/bin/env bash
# The dashboard: its types and style, its units, and every page of it in a real browser on a real daemon. Pictures of the
# pages are kept in artifacts/test/screens.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1
root=$PWD
status=0

skip() { echo "skip dashboard $1"; exit 0; }
command -v node >/dev/null || skip "needs Node.js"
[ -e src/Holdfast.Web/dist/.built ] || skip "needs a build with the dashboard: Node.js 20.19 or newer, and what npm installs"
[ -x "${HOLDFAST:?the folder of the built program}/holdfast" ] || { echo "not ok dashboard: no holdfast in $HOLDFAST"; exit 1; }
cd src/Holdfast.Web || exit 1

# check NAME COMMAND…: one line for a command that says nothing of its own that could be counted.
check() {
    local name=$1 output
    shift
    if output=$("$@" 2>&1); then echo "ok $name"; else
        echo "not ok $name"
        printf '%s\n' "$output" >&2
    fi
}

schema_is_current() {
    local made
    made=$(mktemp) || return 1
    npx openapi-typescript "$root/docs/openapi.json" -o "$made" >/dev/null && diff "$made" src/api/schema.ts
    local same=$?
    rm -f "$made"
    [ $same -eq 0 ] || echo "src/api/schema.ts is older than docs/openapi.json: 'npm run api' in src/Holdfast.Web makes it anew"
    return $same
}

names_are_current() {
    diff <(grep -oE '"[A-Z]+(_[A-Z]+)+"' "$root/src/Holdfast.Contracts/Events/EventNames.cs" | sort) <(grep -oE '"[A-Z]+(_[A-Z]+)+"' src/words/eventNames.ts | sort)
}

check "dashboard types" npx tsc --noEmit
check "dashboard lint" npx eslint .
check "dashboard schema is that of docs/openapi.json" schema_is_current
check "dashboard knows the names of all events" names_are_current
npx vitest run --reporter tap-flat || status=1

CHROMIUM=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
if [ -z "$CHROMIUM" ]; then
    echo "skip dashboard-browser needs Chromium"
    exit $status
fi
export CHROMIUM SCREENS=$root/artifacts/test/screens EMULATOR=$root/tests/Holdfast.Integration/bin/Release/net10.0/Holdfast.Integration
npx vitest run --config tests/vitest.config.ts || status=1
exit $status
