#!/usr/bin/env bash
# The service under a real systemd: a container boots on an overlay of this machine's root, in which everything is thrown
# away afterwards. It has a network of its own with nothing in it, and is registered nowhere.
set -uo pipefail

skip() { echo "skip service-systemd $1"; exit 0; }
[ "$(id -u)" -eq 0 ] || skip "needs root, to boot a container"
for tool in systemd-nspawn systemctl systemd-analyze nsenter useradd; do
    command -v "$tool" >/dev/null || skip "needs $tool"
done
[ -x "${HOLDFAST:?the folder of the built program}/holdfast" ] || { echo "not ok service-systemd: no holdfast in $HOLDFAST"; exit 1; }

place=$(mktemp -d /tmp/holdfast-systemd-XXXXXX) || exit 1
root=$place/root
container='' # number of our systemd-nspawn
init=''      # number of the systemd inside it

halt() {
    local i
    [ -n "$container" ] || return 0
    kill -TERM "$container" 2>/dev/null # asks for an orderly power-off
    for ((i = 0; i < 300; i++)); do kill -0 "$container" 2>/dev/null || break; sleep 0.1; done
    if kill -0 "$container" 2>/dev/null; then kill -KILL "$init" "$container" 2>/dev/null; fi
    wait "$container" 2>/dev/null
    container='' init=''
}

clean() {
    halt
    umount "$root" 2>/dev/null
    umount "$place/upper" 2>/dev/null
    mountpoint -q "$root" || mountpoint -q "$place/upper" || rm -rf --one-file-system "$place"
}
trap clean EXIT

mkdir -p "$place/upper" "$root" "$place/srv"
chmod 755 "$place" "$place/srv"
mount -t tmpfs -o mode=0755,size=512m holdfast "$place/upper" 2>/dev/null || skip "cannot mount a tmpfs"
mkdir "$place/upper/over" "$place/upper/work"
mount -t overlay -o "lowerdir=/,upperdir=$place/upper/over,workdir=$place/upper/work" holdfast "$root" 2>/dev/null || skip "cannot mount an overlay of the root"
binds=(--bind="$place/srv:/srv")
# The service sees no home directory, where a runtime may have been installed.
[ -x /usr/share/dotnet/dotnet ] || binds+=(--bind-ro="$(dirname "$(readlink -f "$(command -v dotnet)")"):/usr/share/dotnet")
rm -rf "$root/etc/holdfast" "$root/var/lib/holdfast" "$root/etc/systemd/system/holdfast.service"
mkdir -p "$root/opt/holdfast"
cp -R "$HOLDFAST/." "$root/opt/holdfast/" && chown -R 0:0 "$root/opt/holdfast" && chmod -R go-w "$root/opt/holdfast"
holdfast=/opt/holdfast/holdfast

inside() { nsenter -t "$init" -a env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 SYSTEMD_COLORS=0 DOTNET_NOLOGO=1 "$@" </dev/null; }

# until_true SECONDS COMMAND…
until_true() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        [ "$SECONDS" -lt "$end" ] || return 1
        sleep 0.1
    done
}

boot() {
    systemd-nspawn -q --register=no --keep-unit -D "$root" --private-network --console=pipe "${binds[@]}" -b >>"$place/console.log" 2>&1 </dev/null &
    container=$!
    until_true 60 find_init && until_true 180 has_booted
}
find_init() {
    init=$(pgrep -P "$container" -x systemd | head -1)
    [ -n "$init" ]
}
has_booted() { [[ $(inside systemctl is-system-running 2>/dev/null) =~ ^(running|degraded)$ ]]; }

# check NAME COMMAND…: what the command said is shown when it fails.
check() {
    local name=$1 said
    shift
    if said=$("$@" 2>&1); then echo "ok $name"; return 0; fi
    echo "not ok $name: $(tr '\n' '|' <<<"$said" | cut -c1-600)"
    return 1
}
is() { [ "$1" = "$2" ] || { echo "'$1' instead of '$2'"; return 1; }; }
shown() { inside systemctl show holdfast.service --property="$1" --value; }
is_active() { [ "$(shown ActiveState)" = active ]; }
main_pid() { shown MainPID; }
runs() { is_active && [ "$(main_pid)" -gt 1 ]; }

# The lab, with things wrong in it.
lab=$place/srv/lab
mkdir -p "$lab/data/locked" "$lab/team" "$place/srv/legacy" "$place/srv/extra"
for file in data/one.txt data/locked/two.bin team/three.txt; do echo "$file" >"$lab/$file"; done
ln -s ../data/one.txt "$lab/team/link"
chown -R 4242:4242 "$lab/data"
chown 0:0 "$lab/data/one.txt"
chown 1001:999 "$lab/team"
chmod 600 "$lab/data/one.txt"
chmod 400 "$lab/data/locked/two.bin"
chmod 700 "$lab/data/locked"
chmod 777 "$lab/team/three.txt"
chmod 2750 "$lab/team"
mkdir -p "$root/etc/holdfast"
cat >"$root/etc/holdfast/holdfast.yaml" <<'YAML'
stores:
  lab:    { kind: local, path: /srv/lab }
  legacy: { kind: local, path: /srv/legacy }
jobs:
  permissions: { kind: permissions, store: lab, owner: "1001:999", directories: "775", files: "664", every: 1h }
  mirror:      { kind: mirror, from: lab, to: [legacy], every: 1h, after: permissions }
YAML

boot || { tail -20 "$place/console.log" >&2; skip "no container boots here"; }

check "service install makes, enables and starts the service" inside "$holdfast" service install ||
    { inside journalctl -u holdfast --no-pager -n 40 >&2; exit 1; }
check "the service is active" is "$(shown ActiveState)" active
check "it starts at boot" is "$(shown UnitFileState)" enabled
check "it runs as its own user" is "$(inside ps -o user:32= -p "$(main_pid)" | tr -d " ")" holdfast

verified() {
    local said
    said=$(inside systemd-analyze verify --man=no /etc/systemd/system/holdfast.service 2>&1 >/dev/null)
    is "$said" ""
}
check "systemd-analyze verify has nothing to say" verified

exposure() {
    local line level
    line=$(inside systemd-analyze security --no-pager holdfast.service | tail -1)
    level=$(grep -oE '[0-9]+\.[0-9]+' <<<"$line")
    awk -v level="${level:-99}" 'BEGIN { exit !(level <= 2.5) }' || { echo "$line"; return 1; }
}
check "its exposure is at most 2.5" exposure

# CHOWN 0, DAC_OVERRIDE 1, FOWNER 3, FSETID 4
capabilities() {
    local set
    for set in CapBnd CapPrm CapEff CapAmb CapInh; do
        is "$set $(inside awk -v "set=$set:" '$1 == set { print $2 }' "/proc/$(main_pid)/status")" "$set 000000000000001b" || return 1
    done
    is "NoNewPrivs $(inside awk '$1 == "NoNewPrivs:" { print $2 }' "/proc/$(main_pid)/status")" "NoNewPrivs 1" &&
        is "Seccomp $(inside awk '$1 == "Seccomp:" { print $2 }' "/proc/$(main_pid)/status")" "Seccomp 2"
}
check "it has the four capabilities and no other" capabilities

# wanted STORE: what the trees must look like.
wanted() {
    local tree=$place/srv/$1 path
    while read -r path state; do
        is "$path $(stat -c '%a %u:%g' "$tree/$path")" "$path $state" || return 1
    done <<'LIST'
data 775 1001:999
data/one.txt 664 1001:999
data/locked 775 1001:999
data/locked/two.bin 664 1001:999
team 2775 1001:999
team/three.txt 664 1001:999
LIST
}
until_true 120 wanted lab >/dev/null 2>&1
check "the sandboxed service puts owners and modes right, and keeps setgid" wanted lab
mirrored() {
    wanted legacy || return 1
    local file
    for file in data/one.txt data/locked/two.bin team/three.txt; do
        cmp "$lab/$file" "$place/srv/legacy/$file" || return 1
        is "$(stat -c %y "$place/srv/legacy/$file")" "$(stat -c %y "$lab/$file")" || return 1
    done
    is "$(readlink "$place/srv/legacy/team/link")" ../data/one.txt
}
until_true 120 mirrored >/dev/null 2>&1
check "the sandboxed service mirrors content, owners, modes, times and links" mirrored
mkdir -m 2700 "$lab/team/new" && echo new >"$lab/team/new/file" && chown -R 4242:999 "$lab/team/new" && chmod 2700 "$lab/team/new"
change_carried() { is "$(stat -c '%a %u:%g' "$place/srv/legacy/team/new")" "2775 1001:999" && cmp "$lab/team/new/file" "$place/srv/legacy/team/new/file"; }
until_true 120 change_carried >/dev/null 2>&1
check "it sees a change and carries it" change_carried
check "doctor finds nothing wrong with the service" inside "$holdfast" doctor

restarted() { [ "$(shown NRestarts)" -gt "$1" ] && is_active && [ "$(main_pid)" != "$2" ]; }
until_true 120 runs
restarts=$(shown NRestarts) pid=$(main_pid)
inside kill -KILL "$pid"
check "killed, it is started again" until_true 120 restarted "$restarts" "$pid"

check "the watchdog waits for it" is "$(shown WatchdogUSec)" 1min
inside mkdir -p /run/systemd/system/holdfast.service.d
inside sh -c 'printf "[Service]\nWatchdogSec=5s\n" >/run/systemd/system/holdfast.service.d/watchdog.conf; systemctl daemon-reload; systemctl restart holdfast.service'
until_true 120 runs
restarts=$(shown NRestarts) pid=$(main_pid)
inside kill -STOP "$pid"
check "hung, it is killed by the watchdog and started again" until_true 120 restarted "$restarts" "$pid"

# What is wrong while the machine is down is found by the full pass at boot.
halt
chmod 600 "$lab/data/one.txt"
echo 'while it was down' >"$lab/data/later.txt"
boot || { echo "not ok the machine boots again"; exit 1; }
check "it runs after a boot" until_true 120 is_active
at_boot() { wanted lab && cmp "$lab/data/later.txt" "$place/srv/legacy/data/later.txt"; }
until_true 120 at_boot >/dev/null 2>&1
check "a full pass at boot puts right what went wrong meanwhile" at_boot
booted_run() { inside "$holdfast" history --json | grep -c '"trigger":"boot","state":"succeeded".*"was_full":true' >/dev/null; }
check "history tells of the pass at boot" until_true 120 booted_run

status_says() {
    local code=$1 words=$2 said
    said=$(inside "$holdfast" service status 2>&1)
    [ $? -eq "$code" ] && grep -qE "$words" <<<"$said" || { echo "$said"; return 1; }
}
check "service status says active" status_says 0 'service +active'
sed -i 's|^jobs:|  extra:  { kind: local, path: /srv/extra }\njobs:|; s|\[legacy\]|[legacy, extra]|' "$root/etc/holdfast/holdfast.yaml"
check "service status tells a store the service cannot write yet" status_says 1 'missing: ReadWritePaths=.*/srv/extra'
check "service install brings the unit up to date" inside "$holdfast" service install
check "service status is content again" status_says 0 'fits the configuration'
reaches_extra() { cmp "$lab/data/one.txt" "$place/srv/extra/data/one.txt"; }
until_true 120 reaches_extra >/dev/null 2>&1
check "the new store is kept too" reaches_extra

check "service uninstall" inside "$holdfast" service uninstall
removed() {
    [ ! -e "$root/etc/systemd/system/holdfast.service" ] && [ ! -L "$root/etc/systemd/system/multi-user.target.wants/holdfast.service" ] || { echo "the unit is still there"; return 1; }
    is "$(inside systemctl is-active holdfast.service)" inactive && is "$(shown LoadState)" not-found && is "$(inside pgrep -x holdfast)" ""
}
check "the unit is gone and nothing runs" removed
kept() { [ -f "$root/etc/holdfast/holdfast.yaml" ] && [ -d "$root/var/lib/holdfast" ] && wanted legacy; }
check "configuration, records and data stay" kept
