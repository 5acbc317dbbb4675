"""The parts of DHIS2's metadata schema that the stand-in needs: types, references, defaults."""

from typing import Any, TypeAlias

MetaObject: TypeAlias = dict[str, Any]
"""A metadata object as DHIS2 writes it in JSON."""

DEFAULT_OPTION = "xYerKDKCefk"
DEFAULT_CATEGORY = "GLevLNI9wkl"
DEFAULT_COMBO = "bjDvmb4bfuf"
DEFAULT_OPTION_COMBO = "HllvX50cXC0"

CLASSES = {
    "organisationUnits": "org.hisp.dhis.organisationunit.OrganisationUnit",
    "categoryOptions": "org.hisp.dhis.category.CategoryOption",
    "categories": "org.hisp.dhis.category.Category",
    "categoryCombos": "org.hisp.dhis.category.CategoryCombo",
    "categoryOptionCombos": "org.hisp.dhis.category.CategoryOptionCombo",
    "dataElements": "org.hisp.dhis.dataelement.DataElement",
    "dataSets": "org.hisp.dhis.dataset.DataSet",
    "indicatorTypes": "org.hisp.dhis.indicator.IndicatorType",
    "indicators": "org.hisp.dhis.indicator.Indicator",
    "legendSets": "org.hisp.dhis.legend.LegendSet",
    "visualizations": "org.hisp.dhis.visualization.Visualization",
    "maps": "org.hisp.dhis.mapping.Map",
    "dashboards": "org.hisp.dhis.dashboard.Dashboard",
    "userRoles": "org.hisp.dhis.user.UserRole",
    "userGroups": "org.hisp.dhis.user.UserGroup",
    "users": "org.hisp.dhis.user.User",
}
"""Every type that is held, with the class name that import reports print."""

REFERENCES = {
    "parent": "organisationUnits",
    "children": "organisationUnits",
    "ancestors": "organisationUnits",
    "organisationUnits": "organisationUnits",
    "organisationUnit": "organisationUnits",
    "dataViewOrganisationUnits": "organisationUnits",
    "teiSearchOrganisationUnits": "organisationUnits",
    "categoryOptions": "categoryOptions",
    "categories": "categories",
    "categoryCombo": "categoryCombos",
    "categoryCombos": "categoryCombos",
    "categoryOptionCombo": "categoryOptionCombos",
    "categoryOptionCombos": "categoryOptionCombos",
    "dataElement": "dataElements",
    "dataElements": "dataElements",
    "dataSet": "dataSets",
    "dataSets": "dataSets",
    "indicatorType": "indicatorTypes",
    "indicator": "indicators",
    "legendSet": "legendSets",
    "legendSets": "legendSets",
    "set": "legendSets",
    "visualization": "visualizations",
    "map": "maps",
    "userRoles": "userRoles",
    "userGroups": "userGroups",
    "users": "users",
    "user": "users",
    "createdBy": "users",
    "lastUpdatedBy": "users",
}
"""Which type the object (or objects) under a property has."""

COMMON_PROPERTIES = {
    "id", "code", "name", "shortName", "displayName", "created", "lastUpdated", "sharing",
    "access", "href", "createdBy", "lastUpdatedBy", "attributeValues", "translations", "user",
}  # fmt: skip

PROPERTIES = {
    "organisationUnits": {
        "level", "path", "parent", "children", "ancestors", "leaf", "openingDate", "closedDate",
        "geometry", "contactPerson", "phoneNumber", "email", "address", "url", "comment",
        "dataSets", "users",
    },
    "categoryOptions": {"shortName", "startDate", "endDate", "categories"},
    "categories": {"dataDimensionType", "dataDimension", "categoryOptions", "categoryCombos"},
    "categoryCombos": {
        "dataDimensionType", "skipTotal", "categories", "categoryOptionCombos", "isDefault",
    },
    "categoryOptionCombos": {"categoryCombo", "categoryOptions", "ignoreApproval"},
    "dataElements": {
        "domainType", "valueType", "aggregationType", "zeroIsSignificant", "categoryCombo",
        "dataSetElements", "description", "formName",
    },
    "dataSets": {
        "periodType", "openFuturePeriods", "expiryDays", "timelyDays", "dataInputPeriods",
        "categoryCombo", "dataSetElements", "organisationUnits", "description",
    },
    "indicatorTypes": {"factor", "number"},
    "indicators": {"indicatorType", "numerator", "denominator", "description", "legendSets"},
    "legendSets": {"legends"},
    "visualizations": {
        "type", "columnDimensions", "rowDimensions", "filterDimensions", "dataDimensionItems",
        "rawPeriods", "userOrganisationUnit", "userOrganisationUnitChildren", "legend",
    },
    "maps": {"basemap", "longitude", "latitude", "zoom", "mapViews"},
    "dashboards": {"dashboardItems"},
    "userRoles": {"authorities", "users", "description"},
    "userGroups": {"users"},
    "users": {
        "username", "firstName", "surname", "email", "phoneNumber", "jobTitle", "employer",
        "disabled", "userRoles", "userGroups", "organisationUnits", "dataViewOrganisationUnits",
        "teiSearchOrganisationUnits", "lastLogin", "accountExpiry", "twoFactorType",
        "authorities", "settings", "emailVerified", "patTokens",
    },
}  # fmt: skip
"""The properties that a filter may name, besides the common ones; others are refused."""


def default_metadata() -> dict[str, list[MetaObject]]:
    """Return what every new DHIS2 database holds: the default combo and the superuser."""
    default = {"name": "default", "shortName": "default", "code": "default"}
    readable = {"sharing": {"public": "rwrw----", "userGroups": {}, "users": {}}}
    return {
        "categoryOptions": [{"id": DEFAULT_OPTION, **default, **readable}],
        "categories": [
            {
                "id": DEFAULT_CATEGORY,
                **default,
                **readable,
                "dataDimensionType": "DISAGGREGATION",
                "categoryOptions": [{"id": DEFAULT_OPTION}],
            }
        ],
        "categoryCombos": [
            {
                "id": DEFAULT_COMBO,
                **default,
                **readable,
                "dataDimensionType": "DISAGGREGATION",
                "skipTotal": False,
                "categories": [{"id": DEFAULT_CATEGORY}],
            }
        ],
        "categoryOptionCombos": [
            {
                "id": DEFAULT_OPTION_COMBO,
                "name": "default",
                "code": "default",
                "categoryCombo": {"id": DEFAULT_COMBO},
                "categoryOptions": [{"id": DEFAULT_OPTION}],
            }
        ],
        "userRoles": [{"id": "yrB6vc5Ip3r", "name": "Superuser", "authorities": ["ALL"]}],
        "users": [
            {
                "id": "M5zQapPyTZI",
                "username": "admin",
                "password": "district",
                "firstName": "admin",
                "surname": "admin",
                "userRoles": [{"id": "yrB6vc5Ip3r"}],
                "organisationUnits": [],
                "dataViewOrganisationUnits": [],
            }
        ],
    }
