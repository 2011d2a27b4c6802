"""A mail server for tests: keeps what it is sent as JSON lines, and answers what it is told to.

Usage: smtp-server.py DIRECTORY [--tls] [--user NAME --password PASSWORD] [--answer "CODE TEXT"]...
Prints its port. With --tls it offers STARTTLS by DIRECTORY/server.pem. Each answer is given to one mail; later ones are taken.
"""
import argparse
import asyncio
import json
import os
import ssl

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

parser = argparse.ArgumentParser()
parser.add_argument("directory")
parser.add_argument("--tls", action="store_true")
parser.add_argument("--user")
parser.add_argument("--password")
parser.add_argument("--answer", action="append", default=[])
options = parser.parse_args()


def keep(what, **facts):
    with open(os.path.join(options.directory, "mail.jsonl"), "a", encoding="utf-8") as file:
        file.write(json.dumps({"what": what, **facts}) + "\n")


class Handler:
    async def handle_DATA(self, server, session, envelope):
        answer = options.answer.pop(0) if options.answer else "250 taken"
        keep("mail", answer=answer, tls=session.ssl is not None, signed_in=bool(session.authenticated), sender=envelope.mail_from, to=envelope.rcpt_tos,
             content=envelope.content.decode("utf-8", "replace"))
        return answer

    # Some clients write the mechanism in small letters.
    async def auth_login(self, server, args):
        return await server.auth_LOGIN(server, args)


def authenticate(server, session, envelope, mechanism, data):
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (options.user.encode(), options.password.encode())
    keep("sign-in", right=right, tls=session.ssl is not None)
    # Not handled: the server itself answers that it was wrong.
    return AuthResult(success=right, handled=False)


def make():
    context = None
    if options.tls:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(os.path.join(options.directory, "server.pem"))
    return SMTP(Handler(), tls_context=context, require_starttls=options.tls, authenticator=authenticate if options.user else None,
                auth_required=bool(options.user), auth_require_tls=options.tls, hostname="localhost")


async def main():
    server = await asyncio.get_running_loop().create_server(make, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
