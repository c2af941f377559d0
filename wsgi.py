"""Entry point for the web server, the worker (`wsgi.queue`) and `flask --app wsgi`."""

from app import create_app
from app.web.context import parts

app = create_app()
with app.app_context():
    queue = parts().queue
