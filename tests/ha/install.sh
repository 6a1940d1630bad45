#!/bin/sh
# Installs the programs of the cluster from Debian, where they are missing; none of them is started.
# Says what is missing, and fails, where the cluster cannot be built.
set -eu
if [ "$(id -u)" != 0 ] || ! unshare --net --mount --pid --ipc --uts --fork ip link add bridge type bridge; then
    echo "The cluster needs root, and a kernel that lets it make namespaces and bridges." >&2
    exit 1
fi
missing() {
    for program in patroni:patroni etcd:etcd-server haproxy:haproxy curl:curl nsenter:util-linux ip:iproute2; do
        PATH=$PATH:/usr/sbin:/sbin command -v "${program%%:*}" >/dev/null || echo "${program#*:}"
    done
    [ -x /usr/lib/postgresql/15/bin/postgres ] || echo postgresql-15
    /usr/bin/python3 -c 'import etcd' 2>/dev/null || echo python3-etcd
}
[ -n "$(missing)" ] || exit 0
mkdir -p /etc/postgresql-common
grep -qs create_main_cluster /etc/postgresql-common/createcluster.conf ||
    echo "create_main_cluster = false" >>/etc/postgresql-common/createcluster.conf
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq || true
# shellcheck disable=SC2046  # several packages
apt-get install -qq -y --no-install-recommends $(missing) || true
if [ -n "$(missing)" ]; then
    echo "The cluster needs packages of Debian 12 that could not be installed: $(missing | tr '\n' ' ')" >&2
    exit 1
fi
