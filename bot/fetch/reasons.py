"""What went wrong, in one sentence for the operator; never with an address in it, for addresses may hold passwords."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator

import httpx

CONNECT = 10.0  # seconds to connect to one address: a host may have others


class Refused(Exception):
    """An address that we do not connect to, or a body that we do not take; the text says why."""


# The first type found in an error or in its causes names what happened; {host} and {detail} are filled in.
_SENTENCES: tuple[tuple[type[BaseException], str], ...] = (
    (Refused, "{detail}"),
    (ssl.SSLCertVerificationError, "TLS: the certificate of {host} is not valid: {detail}"),
    (ssl.SSLError, "TLS: no secure connection to {host} ({detail})"),
    (socket.gaierror, "DNS: the name {host} is not known ({detail})"),
    (ConnectionRefusedError, "{host} refuses the connection"),
    (httpx.ConnectTimeout, f"no connection to {{host}} within {CONNECT:g} s"),
    (httpx.ProxyError, "the proxy does not let us through to {host} ({detail})"),
    (httpx.ConnectError, "no connection to {host} ({detail})"),
    (httpx.DecodingError, "the body from {host} cannot be unpacked"),
    (httpx.RemoteProtocolError, "the connection to {host} broke off ({detail})"),
    (httpx.NetworkError, "the connection to {host} broke off"),
    (httpx.UnsupportedProtocol, "not an http or https address"),
    (httpx.InvalidURL, "not a usable address ({detail})"),
    (httpx.LocalProtocolError, "the request to {host} cannot be written ({detail})"),
    (httpx.HTTPError, "no usable answer from {host}"),
    (UnicodeError, "not a usable address"),
    (OSError, "no connection to {host} ({detail})"),
)

# What OpenSSL's codes mean (X509_V_ERR_*, openssl-verification-options(1)), for somebody who never heard of a chain.
_CERTIFICATES = {
    9: "it is valid only from a later day; is the clock of this machine right?",
    10: "it has expired; the outlet has to renew it",
    18: "self-signed, so nobody vouches for it",
    19: "self-signed at its root, so nobody whom this machine trusts vouches for it",
    20: "its issuer is not known here, or the server does not send the certificates in between",
    21: "the server does not send the certificates in between",
    23: "it has been revoked",
    62: "it is for another name",
    64: "it is for another address",
}
_TLS = {
    "WRONG_VERSION_NUMBER": "it does not speak TLS there; should the address begin with http:?",
    "UNSUPPORTED_PROTOCOL": "it speaks only versions that are too old to be safe",
    "TLSV1_ALERT_PROTOCOL_VERSION": "it speaks only versions that are too old to be safe",
    "DH_KEY_TOO_SMALL": "its keys are too short to be safe",
    "SSLV3_ALERT_HANDSHAKE_FAILURE": "it and we have no cipher in common",
    "TLSV1_UNRECOGNIZED_NAME": "it does not know itself by this name",
}

FAILURES = (httpx.HTTPError, httpx.InvalidURL, Refused, OSError, UnicodeError)  # what may come of asking for a feed


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what led to it."""
    at: BaseException | None = error
    while at:
        yield at
        at = at.__cause__ or at.__context__


def is_final(error: Exception) -> bool:
    """True where asking again would give the same: an invalid certificate, an unknown name, a refusal of ours."""
    return any(isinstance(cause, ssl.SSLError | socket.gaierror | Refused) for cause in _causes(error))


def sentence(error: BaseException, host: str) -> str:
    """What happened, in words that hold no address beyond the host: addresses may hold passwords."""
    for kind, words in _SENTENCES:
        for cause in _causes(error):
            if isinstance(cause, kind):
                return words.format(host=host, detail=_detail(cause)).replace(" ()", "")
    return f"no usable answer from {host}"


def _detail(error: BaseException) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return _CERTIFICATES.get(error.verify_code, error.verify_message)
    if isinstance(error, ssl.SSLError):
        reason = error.reason or ""
        return _TLS.get(reason, reason.replace("_", " ").lower())
    if isinstance(error, OSError):
        return error.strerror or ""
    return str(error) if isinstance(error, Refused | httpx.RemoteProtocolError) else ""
