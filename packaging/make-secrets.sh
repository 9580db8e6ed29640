#!/bin/sh
# Makes the secrets that docker-compose.yml mounts, each in a file of secrets/, and leaves those alone that are there.
# Only this folder's owner may enter it; the files themselves are read by the users of the containers.
set -eu
cd "$(dirname "$0")/.."
umask 022
mkdir -p secrets
chmod 700 secrets

# put NAME: what comes on standard input, unless there is one.
put() {
  if [ -e "secrets/$1" ]; then cat > /dev/null; return; fi
  cat > "secrets/$1.new"
  chmod 444 "secrets/$1.new"
  mv "secrets/$1.new" "secrets/$1"
  echo "secrets/$1"
}
random() { head -c 24 /dev/urandom | od -An -v -tx1 | tr -d ' \n'; }
hash() { printf %s "$(cat "secrets/$1")" | sha256sum | cut -d ' ' -f 1; }

for name in postgres-password service-database-password router-database-password grafana-database-password \
  exporter-database-password redis-password redis-exporter-password jwt-secret alertmanager-token grafana-password; do
  random | put "$name"
done
echo "admin:$(random)" | put console-tokens
echo smtp://mailpit:1025 | put smtp-url
# From others: empty until you fill them in (chmod u+w first).
for name in pagerduty-orders-key pagerduty-platform-key pagerduty-billing-key pagerduty-delivery-key \
  pagerduty-webhook-secrets pagerduty-api-token heartbeat-url; do
  put "$name" < /dev/null
done
# Who may do what in Redis. The service may all but rule the server; the exporter sees how it is doing, and no key.
put redis-users <<ACL
user default off
user service on #$(hash redis-password) ~* &* +@all -@dangerous +info
user exporter on #$(hash redis-exporter-password) -@all +@connection +info +config|get +slowlog|get +slowlog|len +latency|latest +latency|histogram
ACL
printf '{"redis://exporter@redis:6379": "%s"}\n' "$(cat secrets/redis-exporter-password)" | put redis-exporter-passwords
