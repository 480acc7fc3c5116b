#!/bin/sh
# Make this checkout the machine's Kho Tin: its user, folders, settings, services. As root; as often
# as one likes: after an upgrade it brings what is new, and leaves /etc/khotin/khotin.env as it is.
#     deploy/install.sh                 DESTDIR=/somewhere deploy/install.sh to look at it first
set -eu
checkout=$(cd "$(dirname "$0")/.." && pwd)
root=${DESTDIR:-}

[ -n "$root" ] || [ "$(id -u)" = 0 ] || { echo "deploy/install.sh: as root" >&2 && exit 1; }
case $root$checkout in
    /root/* | /home/*) echo "$checkout: services see no homes: clone into /opt/khotin" >&2 && exit 1 ;;
esac
[ -n "$root" ] || "$checkout/.ci/setup" requirements.txt

# install_file MODE FILE TARGET: with the checkout's place filled in
install_file() {
    mkdir -p "$root$(dirname "$3")"
    sed "s|@CHECKOUT@|$checkout|g" "$checkout/deploy/$2" >"$root$3.new"
    chmod "$1" "$root$3.new"
    mv "$root$3.new" "$root$3"
}

for unit in "$checkout"/deploy/systemd/*; do
    install_file 644 "systemd/${unit##*/}" "/usr/local/lib/systemd/system/${unit##*/}"
done
install_file 644 khotin.sysusers /usr/local/lib/sysusers.d/khotin.conf
install_file 644 khotin.tmpfiles /usr/local/lib/tmpfiles.d/khotin.conf
install_file 755 khotin /usr/local/bin/khotin
[ -e "$root/etc/khotin/khotin.env" ] || install_file 600 khotin.env /etc/khotin/khotin.env

systemd-sysusers ${root:+"--root=$root"} khotin.conf
systemd-tmpfiles ${root:+"--root=$root"} --create khotin.conf
[ -n "$root" ] || [ ! -d /run/systemd/system ] || systemctl daemon-reload
