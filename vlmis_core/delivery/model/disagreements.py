"""Where DHIS2 refuses what preflight let pass: the rules that it contradicts, by its code.

Preflight judges by a snapshot. Usually DHIS2 was changed since it was taken; if the same
disagreement returns on the next night, our rule is wrong.
"""

_RULES: dict[tuple[str, ...], tuple[str, ...]] = {
    ("hmis_code_is_not_in_dhis2",): ("E7610", "E8102", "E8103"),
    ("org_unit_is_not_in_dhis2",): ("E7612", "E8105", "E8107"),
    ("user_may_not_write",): ("E7601", "E8010"),
    ("org_unit_is_outside_hierarchy",): ("E7617", "E8011"),
    ("data_element_is_not_in_data_set",): ("E7633", "E8020"),
    # 2.42 says E7632 also of a data element that is in no data set.
    ("data_set_is_not_daily", "data_element_is_not_in_data_set"): ("E7632",),
    ("data_set_is_not_daily",): ("E8021",),
    ("data_set_has_attributes",): ("E7615", "E7631", "E7635", "E8023", "E8126", "E8127"),
    # 2.42 says E7613 also of a category option that the user may not write with.
    ("categories_are_missing", "category_option_is_closed"): ("E7613",),
    ("category_option_is_closed",): ("E8012",),
    ("categories_are_missing",): ("E7630", "E7634", "E8024", "E8108"),
    ("data_element_takes_no_integers", "value_is_too_large"): ("E7619", "E8122"),
    ("org_unit_is_not_assigned",): ("E7636", "E8022"),
    ("org_unit_was_not_open",): ("E8031",),
    ("day_has_expired",): ("E7640",),
    ("day_is_too_far_ahead",): ("E7641",),
    ("day_is_not_an_input_period",): ("E7643", "E7644"),
    ("day_has_expired", "day_is_too_far_ahead", "day_is_not_an_input_period"): ("E8030",),
}
_BY_CODE = {code: rules for rules, codes in _RULES.items() for code in codes}


def contradicted_rules(code: str) -> tuple[str, ...]:
    """The rules of preflight that examine what DHIS2 refuses with ``code``; none: it cannot tell.

    More than one where DHIS2 uses one code for several causes.
    """
    return _BY_CODE.get(code, ())
