#!/bin/sh
# Runs the demonstration inside a virtual machine that is made on the spot from Debian's packages: no Vagrant, no box to
# download, no privileges. As `vagrant up` does it, the machine has a user "person" who may do nothing special.
#
#   vagrant/vm.sh [userns | no-userns] [FOLDER]
#
# userns (the default): an unprivileged user may make user namespaces; no-userns: nobody but root may. What the machine
# prints goes to standard output, the files into FOLDER (default: target/vm), and the exit code is the demonstration's.
# Needs the packages of `vagrant/provision.sh demo vm`, and what `mvn -B -Pdist -DskipTests package` makes.
set -eu
here=$(dirname "$(readlink -f -- "$0")")
top=${here%/*}

fail() {
  printf 'vm.sh: %s\n' "$1" >&2
  shift
  [ $# -eq 0 ] || printf '  hint: %s\n' "$@" >&2
  exit 1
}

step() {
  printf '\n== %s\n' "$*"
}

machine=${1:-userns}
case $machine in
  userns | no-userns) ;;
  *) fail "there is no machine '$machine'" "vagrant/vm.sh userns, or vagrant/vm.sh no-userns" ;;
esac
out=${2:-$top/target/vm}
[ "$(uname -m)" = x86_64 ] || fail "this script knows machines of x86_64 only"
for program in qemu-system-x86_64 mke2fs fakeroot mmdebstrap busybox dpkg-deb; do
  PATH=$PATH:/usr/sbin:/sbin command -v "$program" >/dev/null ||
    fail "$program is not installed" "$here/provision.sh demo vm"
done
archive=$(find "$top/orca-compat/target/dist" -name 'grampus-*-linux-*.tar.gz' 2>/dev/null | head -n 1)
[ -n "$archive" ] || fail "there is no packaged Grampus to install in the machine" \
  "(cd '$top' && mvn -B -Pdist -DskipTests package)"
mkdir -p "$out"
out=$(readlink -f -- "$out")
export PATH="$PATH:/usr/sbin:/sbin" TMPDIR="${TMPDIR:-/var/tmp}"

# --- the parts ----------------------------------------------------------------------------------------------------

# Debian's kernel for virtual machines, unpacked in $out/kernel.
fetch_kernel() {
  [ ! -d "$out/kernel" ] || return 0
  package=$(apt-cache depends linux-image-cloud-amd64 | sed -n 's/.*Depends: //p' | head -n 1)
  [ -n "$package" ] || fail "apt knows no package linux-image-cloud-amd64" "apt-get update"
  (cd "$out" && apt-get -q download "$package")
  dpkg-deb -x "$out/$package"_*.deb "$out/kernel.partial"
  rm "$out/$package"_*.deb
  mv "$out/kernel.partial" "$out/kernel"
}

# What virtio devices, the disk's file system and the program's mounts need, each after what it depends on.
modules='virtio_ring virtio virtio_pci_legacy_dev virtio_pci_modern_dev virtio_pci virtio_blk failover net_failover
  virtio_net crc16 crc32c_generic mbcache jbd2 ext4 overlay'

# What runs first: loads drivers, configures the network that qemu gives, and goes over to the disk.
make_initramfs() {
  rm -rf "$out/initramfs"
  mkdir -p "$out/initramfs/bin" "$out/initramfs/modules" "$out/initramfs/disk"
  cp "$(command -v busybox)" "$out/initramfs/bin/busybox"
  number=10
  for module in $modules; do
    file=$(find "$out/kernel/lib/modules" -name "$module.ko")
    [ -n "$file" ] || continue # built in
    cp "$file" "$out/initramfs/modules/$number-$module.ko"
    number=$((number + 1))
  done
  cat >"$out/initramfs/init" <<'SCRIPT'
#!/bin/busybox sh
/bin/busybox --install -s /bin
mkdir -p /proc /sys /dev
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
if grep -q grampus.probe /proc/cmdline; then
  echo up >/dev/ttyS1
  echo b >/proc/sysrq-trigger
fi
for module in /modules/*; do insmod "$module" || echo "init: $module cannot be loaded"; done
ip link set lo up
ip addr add 10.0.2.15/24 dev eth0
ip link set eth0 up
ip route add default via 10.0.2.2
mount -t ext4 /dev/vda /disk
umount /proc /sys
mount --move /dev /disk/dev
exec switch_root /disk /sbin/run-demo
SCRIPT
  chmod 755 "$out/initramfs/init"
  (cd "$out/initramfs" && find . | fakeroot busybox cpio -o -H newc 2>/dev/null) | gzip -1 >"$out/initramfs.gz"
}

# The disk: a small Debian with umoci, skopeo and proot, without Java; Grampus with a runtime of its own; this source tree.
make_disk() {
  [ -s "$out/root.tar" ] || "$here/make-base.sh" "$out/root.tar" ca-certificates proot skopeo umoci
  [ -s "$out/base.tar" ] || "$here/make-base.sh" "$out/base.tar"
  rm -rf "$out/root"
  mkdir "$out/root"
  # shellcheck disable=SC2016 # expanded by the inner shell
  fakeroot sh -eu -c '
    out=$1 top=$2 archive=$3 machine=$4
    tar -C "$out/root" -xf "$out/root.tar"
    mkdir -p "$out/root/opt/grampus" "$out/root/grampus" "$out/root/proc" "$out/root/sys" "$out/root/run" "$out/root/tmp"
    tar -C "$out/root/opt/grampus" --no-same-owner --strip-components=1 -xzf "$archive"
    cp -R "$top/vagrant" "$out/root/grampus/"
    cp "$out/base.tar" "$out/root/var/lib/debian-base.tar"
    echo nameserver 10.0.2.3 >"$out/root/etc/resolv.conf"
    cat >"$out/root/sbin/run-demo" <<SCRIPT
#!/bin/sh
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mkdir -p /dev/pts /dev/shm
mount -t devpts devpts /dev/pts
mount -t tmpfs tmpfs /dev/shm
mount -t tmpfs tmpfs /run
ln -sf /proc/self/fd /dev/fd
uname -srm
/grampus/vagrant/userns.sh $machine &&
  GRAMPUS=/opt/grampus/bin/grampus GRAMPUS_DEMO_BASE=/var/lib/debian-base.tar /grampus/vagrant/demo.sh &&
  /grampus/vagrant/locked-down.sh $machine
echo \$? >/dev/ttyS1
sync
echo b >/proc/sysrq-trigger
sleep 60
SCRIPT
    chmod 755 "$out/root/sbin/run-demo"
    mke2fs -q -F -t ext4 -d "$out/root" "$out/disk.img" 4G
    rm -rf "$out/root"' sh "$out" "$top" "$archive" "$machine"
}

# Boots with the way of executing $1, the kernel's further words $2 and the further options that follow. Status goes to
# the file that the second serial port is.
within=
boot() {
  accelerator=$1 words=$2
  shift 2
  rm -f "$out/status"
  $within qemu-system-x86_64 -accel "$accelerator" -machine q35 -cpu "$([ "$accelerator" = kvm ] && echo host || echo max)" \
    -smp 2 -m 2048 -display none -monitor none -no-reboot -nodefaults -serial stdio -serial "file:$out/status" \
    -kernel "$(find "$out/kernel/boot" -name 'vmlinuz-*')" -initrd "$out/initramfs.gz" \
    -append "console=ttyS0 quiet panic=-1 $words" "$@" </dev/null
}

# A /dev/kvm that is there may still not work, in a virtual machine for instance: it is tried.
kvm_works() {
  [ -w /dev/kvm ] || return 1
  within='timeout 20'
  boot kvm grampus.probe >/dev/null 2>&1 || :
  within=
  [ -s "$out/status" ]
}

step "Making a machine in $out"
fetch_kernel
make_initramfs
make_disk
accelerator=tcg,thread=multi
if kvm_works; then accelerator=kvm; fi
step "Starting it ($machine, executed by $accelerator)"
boot "$accelerator" "" -drive "file=$out/disk.img,format=raw,if=virtio,cache=unsafe" \
  -netdev user,id=network -device virtio-net-pci,netdev=network
status=$(cat "$out/status" 2>/dev/null || :)
[ -n "$status" ] || fail "the machine stopped before the demonstration had ended"
step "The demonstration in the machine ended with exit code $status"
exit "$status"
