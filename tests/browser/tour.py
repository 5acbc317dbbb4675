"""The stops of docs/tour.md: what each person of the demo sees, and on which device."""

from dataclasses import dataclass

from playwright.sync_api import ViewportSize

from sandbox.stand_in.country import DEMO_USERS
from tests.browser.walk import DESKTOP, PHONE
from vlmis_core.national_file.codes import central_code


@dataclass(frozen=True, slots=True)
class Stop:
    """One picture: who looks at which page, in which window, language and colours."""

    name: str
    username: str
    path: str
    on_phone: bool = False
    language: str = "en"
    dark: bool = False

    @property
    def window(self) -> ViewportSize:
        """The size of the window."""
        return PHONE if self.on_phone else DESKTOP

    @property
    def password(self) -> str:
        """The person's password at the demo DHIS2."""
        return next(user.password for user in DEMO_USERS if user.username == self.username)


TOUR = (
    Stop("tour-keeper-phone", "yao.keeper", "/", on_phone=True),
    Stop("tour-keeper-phone-fr", "yao.keeper", "/", on_phone=True, language="fr"),
    Stop(
        "tour-keeper-record-phone-fr",
        "yao.keeper",
        "/record/new/dispensing",
        on_phone=True,
        language="fr",
    ),
    Stop("tour-count-sheet", "yao.keeper", "/record/count-sheet"),
    Stop("tour-district", "adjoua.keeper", "/"),
    Stop("tour-manager", "mariam.viewer", "/"),
    Stop("tour-manager-fr", "mariam.viewer", "/", language="fr"),
    Stop("tour-manager-dark", "mariam.viewer", "/", dark=True),
    Stop("tour-expiring", "mariam.viewer", "/reports/expiring-lots"),
    Stop("tour-administrator", "awa.admin", "/"),
    Stop("tour-engineer", "sita.engineer", "/"),
    Stop(
        "tour-stock-card",
        "awa.admin",
        f"/reports/stock-card?store={central_code()}&product=AS27000",
    ),
    Stop("tour-components", "awa.admin", "/components"),
)
