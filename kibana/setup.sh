#!/bin/sh
# What compose.yaml's one-shot services do, each as often as one likes:
#   setup.sh roles    before Kibana starts: its password, the roles of programs
#   setup.sh objects  behind Kibana: data views, searches, dashboards; the role and user of people
#   setup.sh keys     prints lines for .env: a new key of each of these roles, old ones end
# Needs ELASTIC_PASSWORD, KIBANA_PASSWORD, READER_PASSWORD. `khotin roles` makes the same roles and
# keys of the same files where there is no Docker.
set -eu
here=$(dirname "$0")
elasticsearch=${ELASTICSEARCH:-http://elasticsearch:9200}
kibana=${KIBANA:-http://kibana:5601}
programs="khotin_indexer khotin_reader khotin_monitor khotin_backup"

# The password goes through standard input: arguments can be read by every process.
ask() { echo "user = \"elastic:$ELASTIC_PASSWORD\"" | curl -sS --fail-with-body -K - "$@"; }
send() {
    method=$1 address=$2
    shift 2
    ask -X "$method" -H 'Content-Type: application/json' -H 'kbn-xsrf: khotin' "$address" "$@"
}

roles() {
    send POST "$elasticsearch/_security/user/kibana_system/_password" \
        -d "{\"password\": \"$KIBANA_PASSWORD\"}"
    for role in $programs; do
        send PUT "$elasticsearch/_security/role/$role" -d "@$here/roles/$role.json"
    done
}

objects() {
    send PUT "$kibana/api/security/role/khotin_person" -d "@$here/roles/khotin_person.json"
    send PUT "$elasticsearch/_security/user/docgia" \
        -d "{\"password\": \"$READER_PASSWORD\", \"roles\": [\"khotin_person\"]}"
    answer=$(ask -H 'kbn-xsrf: khotin' "$kibana/api/saved_objects/_import?overwrite=true" \
        -F "file=@$here/saved_objects.ndjson")
    echo "$answer"
    case $answer in *'"success":true'*) ;; *) exit 1 ;; esac
}

keys() {
    for role in $programs; do
        send DELETE "$elasticsearch/_security/api_key" -d "{\"name\": \"$role\"}" >/dev/null
        key=$(send POST "$elasticsearch/_security/api_key" \
            -d "{\"name\": \"$role\", \"role_descriptors\": {\"$role\": $(cat "$here/roles/$role.json")}}" |
            sed -n 's/.*"encoded":"\([^"]*\)".*/\1/p')
        [ -n "$key" ]
        echo "$(echo "$role" | tr a-z A-Z)_KEY=$key"
    done
}

"$1"
