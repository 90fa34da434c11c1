from tests.accounts.conftest import processes

__all__ = ["processes"]
