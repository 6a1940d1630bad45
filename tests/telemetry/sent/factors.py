"""Requests about second factors that succeed: a secret and recovery codes are answered."""

import base64
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime

import pyotp

from tests.sign_in.factors.device import Device
from tests.telemetry.canaries import Canaries

Run = Callable[..., str]
SECRET = re.compile("[A-Z2-7]{32}")
ASSERTED = ("clientDataJSON", "attestationObject", "authenticatorData", "signature")
RECOVERY_CODE = re.compile("(?:[2-9A-Z]{4}-){3}[2-9A-Z]{4}")


def of_factors(run: Run, canaries: Canaries, who: dict[str, str]) -> None:
    """Set up an app and a passkey; sign in with a code, a recovery code and the passkey."""
    bearer = {"authorization": f"Bearer {run('admin/user-login', {}, **who)}"}
    run("admin/start-totp", bearer)
    app = pyotp.TOTP(secret_of(canaries))
    step = app.timecode(datetime.now(UTC))
    first, second = (app.generate_otp(step + later) for later in (0, 1))
    canaries.codes |= {first, second}
    run("admin/confirm-totp", bearer, code=first)
    run("admin/user-login", {}, **who, code=second)
    codes = [each for each in canaries.issued if RECOVERY_CODE.fullmatch(each)]
    assert len(codes) == 10
    run("admin/user-login", {}, **who, code=codes[0])
    of_passkeys(run, canaries, bearer)


def of_passkeys(run: Run, canaries: Canaries, bearer: dict[str, str]) -> None:
    """Register a passkey, and sign in with it; what its device answers is a secret as well."""
    device = Device()
    made = device.create(_options(run, canaries, "admin/begin-passkey-registration", bearer))
    run("admin/finish-passkey-registration", bearer, credential=made, name="Phone")
    shown = device.get(_options(run, canaries, "admin/begin-passkey-login", {}))
    run("admin/finish-passkey-login", {}, credential=shown)
    for answered in (made, shown):
        answers = json.loads(answered)["response"]
        canaries.issued |= {answers[name] for name in ASSERTED if name in answers}


def _options(run: Run, canaries: Canaries, operation: str, headers: dict[str, str]) -> str:
    before = set(canaries.issued)
    run(operation, headers)
    (challenge,) = canaries.issued - before
    return json.dumps({"challenge": challenge, "user": {"id": ""}})


def secret_of(canaries: Canaries) -> str:
    """The one secret of an app that was answered."""
    (secret,) = [each for each in canaries.issued if SECRET.fullmatch(each)]
    return secret


def check_factors(stored: bytes, canaries: Canaries) -> None:
    """Neither the secret's bytes are stored, nor the codes as people may type them."""
    assert base64.b32decode(secret_of(canaries)) not in stored
    for code in canaries.issued:
        if RECOVERY_CODE.fullmatch(code):
            assert code.replace("-", "").encode() not in stored
