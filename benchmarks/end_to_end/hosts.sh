#!/usr/bin/env bash
# Hosts on one machine: network namespaces on a bridge, each with its own name and address, between which MPI talks by TCP.
#   benchmarks/end_to_end/hosts.sh up N | run RANKS PROGRAM… (one rank a host) | down
# Needs root and iproute2.
set -euo pipefail
bridge=machibr
name() { echo "machi-h$1"; }
case $1 in
  up)
    ip link add $bridge type bridge
    ip link set $bridge up
    for i in $(seq "$2"); do
      ip netns add "$(name "$i")"
      ip link add "machiv$i" type veth peer name eth0 netns "$(name "$i")"
      ip link set "machiv$i" master $bridge up
      ip -n "$(name "$i")" addr add "10.78.0.$i/24" dev eth0
      ip -n "$(name "$i")" link set eth0 up
      ip -n "$(name "$i")" link set lo up
      mkdir -p "/etc/netns/$(name "$i")"
      { echo 127.0.0.1 localhost; for j in $(seq "$2"); do echo "10.78.0.$j $(name "$j")"; done; } > "/etc/netns/$(name "$i")/hosts"
    done
    ;;
  rsh)  # as mpirun calls it: options, host, command
    shift
    while [[ $1 == -* ]]; do shift; done
    host=$1
    shift
    exec ip netns exec "$host" unshare -u /bin/sh -c "hostname $host; $*"
    ;;
  run)
    ranks=$2
    shift 2
    hosts=$(for i in $(seq "$ranks"); do echo "$(name "$i"):1"; done | paste -sd,)
    agent=$(mktemp)
    trap 'rm -f "$agent"' EXIT
    printf '#!/bin/sh\nexec %s rsh "$@"\n' "$(realpath "$0")" > "$agent"
    chmod +x "$agent"
    ip netns exec "$(name 1)" unshare -u /bin/bash -c 'hostname "$1"; shift; exec "$@"' _ "$(name 1)" \
      mpirun --allow-run-as-root --mca plm rsh --mca plm_rsh_agent "$agent" --mca oob_tcp_if_include eth0 --mca btl self,tcp \
      --mca btl_tcp_if_include eth0 --mca pml ob1 --bind-to none ${OMP_WAIT_POLICY:+-x OMP_WAIT_POLICY} --host "$hosts" -n "$ranks" "$@"
    ;;
  down)
    for netns in $(ip netns list | awk '/^machi-h/ { print $1 }'); do
      ip netns del "$netns"
      rm -rf "/etc/netns/$netns"
    done
    ip link del $bridge 2> /dev/null || true
    ;;
esac
