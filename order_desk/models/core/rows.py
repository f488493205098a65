"""Plain readings of many records, for gates that look at every column of every line."""


class Row:
    """The columns of one record under their own names, as they stood when they were read.

    A test reads the same on a row as on its record, without the lookup that the ORM makes for each access;
    whatever was not read is asked of the record.
    """

    def __init__(self, record, columns):
        self.record = record
        self.id = record.id
        self.__dict__.update(columns)

    def __getattr__(self, name):
        return getattr(self.record, name)


def read_rows(records, names):
    """Return one :class:`Row` for each of ``records``, in their order; rights are the caller's matter.

    :param names: columns; a relation to one record is given as that record
    :rtype: list[Row]
    """
    columns = [_read_column(records, records._fields[name]) for name in names]
    return [Row(record, zip(names, values, strict=True)) for record, *values in zip(records, *columns, strict=True)]


def _read_column(records, field):
    if field.compute and field.store:
        field.recompute(records)
    cache = field._get_cache(records.env)
    if field.type != 'many2one':
        try:
            return [field.convert_to_record(cache[id_], records) for id_ in records._ids]
        except KeyError:
            return records.mapped(field.name)  # the first of them fetches all
    # One object for every record met, not one for every mention of it.
    related = records[field.name]
    by_id = {None: related.browse(), **dict(zip(related._ids, related, strict=True))}
    return [by_id[cache[id_]] for id_ in records._ids]
