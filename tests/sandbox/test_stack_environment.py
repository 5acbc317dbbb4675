"""What the processes of a stack are told."""

from sandbox.stack.environment import vlmis_variables
from vlmis_core.settings import Settings


def test_variables_are_the_settings_and_not_what_was_worked_out_from_them() -> None:
    settings = Settings(time_zone="Africa/Abidjan", production=True)
    assert str(settings.zone) == "Africa/Abidjan"
    told = vlmis_variables(settings)
    assert (told["VLMIS_TIME_ZONE"], told["VLMIS_PRODUCTION"]) == ("Africa/Abidjan", "True")
    assert "VLMIS_ZONE" not in told
