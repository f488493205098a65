"""Who may preset a column: anybody can send ``default_…`` in a context or keep a default of his own."""


def own_defaults(model, defaults, names):
    """Return ``defaults`` in which only the fields themselves speak for ``names``.

    :param defaults: what the host's ``default_get`` found: context, stored defaults, fields
    :param names: set of the fields that nobody may preset
    :rtype: dict
    """
    own = dict(defaults)
    for name in names.intersection(defaults):
        field = model._fields[name]
        if field.default:
            # In the form in which the host itself hands a default on: the id of a record.
            value = field.convert_to_cache(field.default(model), model, validate=False)
            own[name] = field.convert_to_write(value, model)
        else:
            del own[name]
    return own
