"""Registering facilities and days that are complete in DHIS2."""

from vlmis_core.messages.definition import FixBy, MessageClass, define

MESSAGES = (
    *define(
        MessageClass.NOTICE,
        FixBy.NOBODY,
        completeness_was_registered=(
            "Complete facilities and days: {registered} registered in DHIS2, {withdrawn} "
            "withdrawn, {waiting} wait."
        ),
    ),
    *define(
        MessageClass.UNAVAILABLE,
        FixBy.NOBODY,
        registrations_have_no_outcome=(
            "{address} gave no clear answer to the registrations of complete facilities of {day}: "
            "{reason:message}.",
            "What is not proved is registered at the next try.",
        ),
    ),
    *define(
        MessageClass.DHIS2,
        FixBy.DHIS2_ADMINISTRATOR,
        registrations_are_refused=(
            "DHIS2 registers no facility as complete in the data set {data_set} for {day}: "
            "{reason:message}.",
            "Look into the data set in DHIS2. The data values are in DHIS2; only its reporting "
            "rates are too low.",
        ),
        registration_is_missing=(
            "DHIS2 accepted the registration as complete, and does not list it."
        ),
        registration_is_still_there="DHIS2 still lists the registration as complete.",
        registration_is_not_readable=(
            "The DHIS2 user may not read whether the org unit is registered as complete.",
            "Give the user the root org unit for data entry.",
        ),
        registration_not_readable=(
            "{address}: a registration of {day} cannot be read ({reason}).",
            "Look into the log of DHIS2.",
        ),
    ),
)
