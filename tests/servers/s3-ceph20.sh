#!/usr/bin/env bash
# The same as s3-ceph.sh with Ceph 20, from Debian's next release, which lives in a directory of its own.
#
#   s3-ceph20.sh start DIR PORT | stop DIR | fetch
#
# Ends with 77 when it cannot be fetched. Needs root and debootstrap. The first start takes about a minute to fetch 1 GB into /var/cache/holdfast-tests, or where
# HOLDFAST_TEST_CACHE says; it is kept for the next time.
set -euo pipefail
verb=${1:?start, stop or fetch} here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${HOLDFAST_TEST_CACHE:-/var/cache/holdfast-tests}
root=$cache/ceph20

if [ "$verb" != fetch ]; then dir=${2:?a directory}; fi
if [ "$verb" = stop ]; then
    exec "$here/s3-ceph.sh" stop "$dir"
fi

fetch() {
    local mirror making=$root.making
    mirror=$(apt-get indextargets --format '$(SITE)' | awk '!/security/ && !site { site = $0 } END { print site }')
    rm -rf "$making"
    debootstrap --variant=minbase forky "$making" "$mirror" /usr/share/debootstrap/scripts/sid
    cp /etc/resolv.conf "$making/etc/"
    cp -r /etc/apt/apt.conf.d/. "$making/etc/apt/apt.conf.d/" 2>/dev/null || true
    printf '#!/bin/sh\nexit 101\n' >"$making/usr/sbin/policy-rc.d"
    chmod 755 "$making/usr/sbin/policy-rc.d"
    # Mounts of a namespace of its own are gone with the last process in it.
    unshare --mount bash -c '
        mount -t proc proc "$1/proc" && mount --rbind /dev "$1/dev" &&
        chroot "$1" apt-get install -y -qq --no-install-recommends radosgw ceph-mon ceph-osd ceph-common curl' fetch "$making"
    rm -rf "$making"/var/cache/apt/archives/*.deb
    mv "$making" "$root"
}

mkdir -p "$cache"
exec 9>"$cache/ceph20.lock"
flock 9
if [ ! -x "$root/usr/bin/radosgw" ]; then
    # In a condition a function would go on after what failed in it.
    set +e
    (set -e; fetch) >"$cache/ceph20.log" 2>&1 </dev/null
    fetched=$?
    set -e
    [ $fetched -eq 0 ] || { echo "Ceph 20 could not be fetched ($cache/ceph20.log)" >&2; exit 77; }
fi
exec 9>&-
[ "$verb" != fetch ] || exit 0
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
unshare --mount bash -c '
    root=$1 dir=$2 port=$3
    mkdir -p "$root$dir" && mount -t proc proc "$root/proc" && mount --rbind /dev "$root/dev" && mount --bind "$dir" "$root$dir" &&
    exec chroot "$root" bash -s start "$dir" "$port"' start "$root" "$dir" "${3:?a port}" <"$here/s3-ceph.sh"
