#!/usr/bin/env bash
# An S3 server on loopback for tests: a Ceph cluster of one monitor, one storage daemon in memory and one gateway.
#
#   s3-ceph.sh start DIR PORT     uses PORT to PORT+30 of 127.0.0.1; prints the endpoint when it answers
#   s3-ceph.sh stop DIR
#
# A bucket is also found in the server's name, BUCKET.s3.localhost, for whoever knows that name's address.
# Key "holdfast-test", secret "holdfast-test-secret". DIR is emptied. Needs radosgw, ceph-mon, ceph-osd, ceph-common, curl.
set -euo pipefail
verb=${1:?start or stop} dir=${2:?a directory}

stop() {
    local file pid
    for name in client.gateway osd mon; do
        for file in "$dir"/run/"$name"*.pid; do
            [ -s "$file" ] || continue
            pid=$(<"$file")
            # A number may have been given to another process since: only ours is ended.
            grep -qa "$dir" "/proc/$pid/environ" 2>/dev/null || continue
            kill -KILL "$pid" 2>/dev/null || true
        done
    done
}

if [ "$verb" = stop ]; then
    stop
    exit 0
fi
port=${3:?a port}
stop
mkdir -p "$dir"
find "$dir" -mindepth 1 -delete
mkdir -p "$dir"/{run,mon,osd,gateway}
export CEPH_CONF=$dir/ceph.conf
cluster=$(</proc/sys/kernel/random/uuid)
disk=$(</proc/sys/kernel/random/uuid)
monitor="[v2:127.0.0.1:$((port + 1)),v1:127.0.0.1:$((port + 2))]"

cat >"$CEPH_CONF" <<CONF
[global]
fsid = $cluster
mon_host = $monitor
public_addr = 127.0.0.1
cluster_addr = 127.0.0.1
ms_bind_port_min = $((port + 3))
ms_bind_port_max = $((port + 30))
keyring = $dir/keyring
run_dir = $dir/run
pid_file = $dir/run/\$name.pid
admin_socket = $dir/run/\$name.sock
log_file = $dir/\$name.log
mon_data = $dir/mon
mon_data_avail_crit = 0
mon_allow_pool_size_one = true
osd_data = $dir/osd
osd_objectstore = memstore
memstore_device_bytes = 12884901888
osd_crush_chooseleaf_type = 0
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 1
osd_pool_default_pg_autoscale_mode = off
rgw_data = $dir/gateway
rgw_dns_name = s3.localhost
rgw_crypt_require_ssl = false
rgw_gc_obj_min_wait = 1
rgw_gc_processor_period = 5
[client.gateway]
rgw_frontends = beast endpoint=127.0.0.1:$port
CONF

: >"$dir/keyring"
for who in mon. client.admin client.gateway; do
    ceph-authtool "$dir/keyring" --name "$who" --gen-key --cap mon 'allow *' --cap osd 'allow *' >"$dir/setup.log"
done
monmaptool --create --fsid "$cluster" --addv one "$monitor" "$dir/monmap" >>"$dir/setup.log"
ceph-mon --mkfs --id one --monmap "$dir/monmap" --keyring "$dir/keyring"
ceph-mon --id one
number=$(ceph osd new "$disk")
ceph auth get-or-create "osd.$number" mon 'allow profile osd' osd 'allow *' >>"$dir/keyring"
ceph-osd --mkfs --id "$number" --osd-uuid "$disk" >>"$dir/setup.log" 2>&1
ceph-osd --id "$number" >>"$dir/setup.log" 2>&1
radosgw --name client.gateway >>"$dir/setup.log" 2>&1
for _ in $(seq 1800); do
    if curl --silent --fail --output /dev/null "http://127.0.0.1:$port/"; then ready=yes; break; fi
    sleep 0.1
done
[ -n "${ready:-}" ] || { echo "the gateway does not answer; see $dir" >&2; exit 1; }
radosgw-admin user create --uid=tester --display-name=tester --access-key=holdfast-test --secret-key=holdfast-test-secret >>"$dir/setup.log" 2>&1
echo "http://127.0.0.1:$port"
