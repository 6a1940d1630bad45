#!/bin/sh
# Installs the programs of the cluster from Debian, where they are missing; none of them is started.
set -eu
missing=
for program in patroni:patroni etcd:etcd-server haproxy:haproxy curl:curl nsenter:util-linux ip:iproute2; do
    PATH=$PATH:/usr/sbin:/sbin command -v "${program%%:*}" >/dev/null || missing="$missing ${program#*:}"
done
[ -x /usr/lib/postgresql/15/bin/postgres ] || missing="$missing postgresql-15"
/usr/bin/python3 -c 'import etcd' 2>/dev/null || missing="$missing python3-etcd"
[ -n "$missing" ] || exit 0
mkdir -p /etc/postgresql-common
grep -qs create_main_cluster /etc/postgresql-common/createcluster.conf ||
    echo "create_main_cluster = false" >>/etc/postgresql-common/createcluster.conf
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq || true
# Without a shell's word splitting each package would have to be named on its own.
exec apt-get install -qq -y --no-install-recommends $missing
