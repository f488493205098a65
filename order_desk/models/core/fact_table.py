"""Facts as people read them: small HTML tables for the decision and its form."""
from markupsafe import Markup


def fact_table(titles, rows):
    """Return an HTML table of text cells, or False without rows.

    :param titles: headings of the columns
    :param rows: sequences of texts, escaped here
    """
    if not rows:
        return False
    head = Markup().join(Markup("<th>%s</th>") % title for title in titles)
    body = Markup().join(
        Markup("<tr>%s</tr>") % Markup().join(Markup("<td>%s</td>") % cell for cell in row) for row in rows)
    return Markup('<table class="table table-sm o_desk_facts"><thead><tr>%s</tr></thead><tbody>%s</tbody></table>') % (
        head, body)
