#!/bin/sh
# Make the five databases, each with the one role that may connect to it; safe to run again.
# Who runs it is told by the usual PG* variables; the roles' passwords come from ZHENGBAN_PASSWORD_<SERVICE>.
set -eu

for service in directory meetings supervision learning documents; do
    variable="ZHENGBAN_PASSWORD_$(printf %s "$service" | tr '[:lower:]' '[:upper:]')"
    eval "password=\${$variable:-}"
    if [ -z "${password:-}" ]; then
        printf '缺少 %s。请执行：export %s=<密码>\n' "$variable" "$variable" >&2
        exit 1
    fi
    ZHENGBAN_PASSWORD=$password psql -qX -v ON_ERROR_STOP=1 -v role="zhengban_$service" <<'SQL'
\getenv password ZHENGBAN_PASSWORD
select not exists (select from pg_roles where rolname = :'role') as missing \gset
\if :missing
create role :"role" login;
\endif
alter role :"role" password :'password';
select not exists (select from pg_database where datname = :'role') as missing \gset
\if :missing
create database :"role" owner :"role" template template0 encoding 'UTF8' locale_provider builtin builtin_locale 'C.UTF-8';
\endif
revoke all on database :"role" from public;
grant connect, temporary on database :"role" to :"role";
SQL
done
