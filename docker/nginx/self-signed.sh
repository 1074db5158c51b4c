#!/bin/sh
# The certificate given, else a self-made one for a trial.
set -e
if [ -f /etc/nginx/given/fullchain.pem ] && [ -f /etc/nginx/given/privkey.pem ]; then
    cp /etc/nginx/given/fullchain.pem /etc/nginx/given/privkey.pem /etc/nginx/tls/
elif [ ! -f /etc/nginx/tls/fullchain.pem ]; then
    openssl req -x509 -newkey rsa:2048 -nodes -days 365 -subj "/CN=${SERVER_NAME:-localhost}" \
        -keyout /etc/nginx/tls/privkey.pem -out /etc/nginx/tls/fullchain.pem
fi
