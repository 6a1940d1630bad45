"""Serves the shop for a test: `python serve.py PORT`."""

import os
import sys
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIServer, make_server

import django
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


def add_customers():
    """The customers that SHOP_CUSTOMERS names: `10001=Bob,10002=Carol`."""
    from django.contrib.auth.models import User  # noqa: PLC0415 - Django has to be set up first

    for pair in os.environ["SHOP_CUSTOMERS"].split(","):
        number, name = pair.split("=")
        User.objects.get_or_create(username=number, first_name=name)


os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
django.setup()
call_command("migrate", verbosity=0)
add_customers()
make_server("127.0.0.1", int(sys.argv[1]), get_wsgi_application(), Server).serve_forever()
