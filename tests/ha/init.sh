#!/bin/sh
# The first process of a machine: `init.sh NAME FOLDER` in namespaces of its own; it ends all others when it ends.
# The hub, below which all machines live, ends with its standard input where that is a pipe.
set -eu
name=$1 folder=$2
ip link set lo up
# Files that a machine has for itself; they end with it.
own=/run
case $name in db*) own="/run /dev/shm /var/lib/postgresql /var/lib/etcd" ;; esac
[ "$name" = hub ] || mount --bind "$folder/hosts" /etc/hosts
for place in $own; do
    mount -t tmpfs -o mode=755 tmpfs "$place"
done
if [ "$name" = hub ]; then
    ip link add bridge type bridge
    ip link set bridge up
    touch /run/up
    if [ -p /dev/stdin ]; then
        cat >/dev/null
        exit
    fi
fi
case $name in
    db*)
        chmod 1777 /dev/shm
        install -d -o postgres -g postgres /run/postgresql /var/lib/postgresql/15
        chown etcd:etcd /var/lib/etcd
        ;;
esac
touch /run/up
# In `wait` the shell also takes leave of processes whose parents have ended.
while :; do
    sleep 3600 &
    wait
done
