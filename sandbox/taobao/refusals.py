"""How the marketplace says no."""

import secrets

from sandbox.calls import Answer, RefusedError

REMOTE = 15


def top_error(code: int, message: str, sub_code: str, sub_message: str) -> RefusedError:
    """An `error_response`; the marketplace sends it with HTTP status 200."""
    error = {
        "code": code, "msg": message, "sub_code": sub_code, "sub_msg": sub_message, "request_id": secrets.token_hex(6),
    }  # fmt: skip
    return RefusedError(Answer(body={"error_response": error}, code=sub_code))


def business(sub_code: str, sub_message: str) -> RefusedError:
    """A refusal of the business itself: `isv.*`, not to be repeated."""
    return top_error(REMOTE, "Remote service error", sub_code, sub_message)


def missing(name: str) -> RefusedError:
    """A required argument is absent."""
    return top_error(40, "Missing required arguments", f"isv.missing-parameter:{name}", f"{name} is missing")


def invalid(name: str, message: str) -> RefusedError:
    """An argument is not what it should be."""
    return top_error(41, "Invalid arguments", f"isv.invalid-parameter:{name}", f"{name}: {message}")


class TopRefusals:
    """The failures any method can have."""

    def broken(self) -> Answer:
        """Something went wrong behind the door; on a write, the effect is unknown."""
        return top_error(REMOTE, "Remote service error", "isp.remote-service-timeout", "the service timed out").answer

    def banned(self, seconds: float) -> Answer:
        """Too many calls."""
        left = max(1, round(seconds))
        sub_message = f"This ban will last for {left} more seconds"
        return top_error(7, "App Call Limited", "accesscontrol.limited-by-app-api-access-count", sub_message).answer

    def bad_session(self) -> Answer:
        """The seller must authorise again."""
        return self.session_error().answer

    def session_error(self) -> RefusedError:
        """The same, to be raised."""
        return top_error(27, "Invalid session", "invalid-sessionkey", "the session is not valid")
