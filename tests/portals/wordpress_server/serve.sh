#!/bin/sh
# A genuine WordPress of Debian's packages on loopback, with posts read from a JSON file.
#
#   serve.sh FOLDER PORT POSTS.json [THEME]
#
# Needs wordpress, wordpress-theme-twentytwentyone, mariadb-server, php-cli and php-mysql. Everything
# is kept in FOLDER; database and web server end with this script. It prints "ready" when both answer.
# POSTS.json is what tests/portals/test_wordpress_genuine.py writes.
set -eu
folder=$1 port=$2 posts=$3 theme=${4:-twentytwentyone}
here=$(cd "$(dirname "$0")" && pwd)
socket=$folder/db.sock

mkdir -p "$folder/db"
cp -aL /usr/share/wordpress "$folder/site"
mkdir -p "$folder/site/wp-content/uploads" "$folder/site/wp-content/languages"
cp "$here/wp-config.php" "$folder/site/"
find /var/lib/wordpress/wp-content/languages -maxdepth 1 -name "*vi.mo" -exec cp {} "$folder/site/wp-content/languages/" \; 2>/dev/null || true
mariadb-install-db --no-defaults --user="$(id -un)" --datadir="$folder/db" --skip-test-db \
    --auth-root-authentication-method=normal >"$folder/db.log" 2>&1

mariadbd --no-defaults --user="$(id -un)" --datadir="$folder/db" --socket="$socket" --skip-networking \
    --pid-file="$folder/db.pid" --innodb-buffer-pool-size=32M --innodb-flush-log-at-trx-commit=0 \
    >>"$folder/db.log" 2>&1 &
database=$!
web=
trap 'kill $database $web 2>/dev/null; wait' EXIT
trap 'exit 0' INT TERM
until mariadb-admin --no-defaults --user=root --socket="$socket" ping >/dev/null 2>&1; do
    kill -0 $database
    sleep 0.1
done
mariadb --no-defaults --user=root --socket="$socket" \
    --execute="CREATE DATABASE site CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci"

export KHOTIN_DB_SOCKET="$socket" KHOTIN_SITE="http://127.0.0.1:$port"
php -d mysqli.default_socket="$socket" -d sendmail_path=/bin/true "$here/fill.php" "$folder/site" "$posts" "$theme"
php -d mysqli.default_socket="$socket" -S "127.0.0.1:$port" \
    -t "$folder/site" "$here/router.php" >"$folder/web.log" 2>&1 &
web=$!
until php -r "exit(@fsockopen('127.0.0.1', $port) ? 0 : 1);"; do
    kill -0 $web
    sleep 0.1
done
echo ready
wait $web
