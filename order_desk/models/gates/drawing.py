from odoo import api, models
from odoo.tools.translate import LazyTranslate

from ..core.evaluation import shared
from ..core.finding import Finding
from ..core.messages import join

_lt = LazyTranslate(__name__)


class DrawingGate(models.AbstractModel):
    """The customer has approved the released drawing of every non-standard line (TEC-03)."""
    _name = 'order.desk.evaluator.drawing'
    _inherit = ['order.desk.evaluator']
    _description = "Drawing Gate"
    _code = 'drawing'
    _kind = 'computed'
    _settled_by = {'': 'action_desk_open_drawings'}
    _next_acts = {
        'missing': _lt("Release the drawing."),
        '': _lt("Have the customer approve the drawing."),
    }

    # === HOOKS === #

    def _get_applicable(self, gate, documents):
        return documents.filtered(lambda order: order._desk_is_nonstandard())

    def _evaluate(self, gate, documents):
        lines = documents.order_line.filtered('desk_nonstandard')
        released = self._get_released(documents)
        findings = {}
        for line in lines:
            finding = self._judge_line(line, released.get(line))
            if finding:
                findings.setdefault(line.order_id, []).append(finding)
        return {
            order: Finding(found[0][0], join([message for _code, message in found]))
            for order, found in findings.items()
        }

    def _facts(self, gate, documents):
        released = self._get_released(documents)
        return {
            order: {'Lines': {
                str(line.id): {
                    'Released': self._ref(released.get(line)),
                    'Approved': self._ref(line.desk_drawing_id),
                }
                for line in order.order_line.filtered('desk_nonstandard')
            }}
            for order in documents
        }

    # === HELPERS === #

    def _get_released(self, orders):
        """Return the released drawing of each non-standard line; read once for finding and facts."""
        by_order = shared(orders, 'drawings', self._read_released)
        return {line: drawing for found in by_order.values() for line, drawing in found.items()}

    @api.model
    def _read_released(self, orders):
        lines = orders.order_line.filtered('desk_nonstandard')
        released = self.env['order.desk.drawing']._get_released(lines) if lines else {}
        by_order = {order: {} for order in orders}
        for line, drawing in released.items():
            by_order[line.order_id][line] = drawing
        return by_order

    def _judge_line(self, line, drawing):
        """Return (code, message) of what is missing on a line, or None."""
        label = line._desk_get_label()
        if not drawing:
            return 'missing', _lt("%(line)s has no released drawing.", line=label)
        if line.desk_drawing_id == drawing:
            return None
        values = {'line': label, 'drawing': drawing.name, 'revision': drawing.revision}
        if line.desk_drawing_id:
            return 'newer', _lt(
                "%(line)s: drawing %(drawing)s revision %(revision)s is newer than the one the customer approved.",
                **values)
        return 'approval', _lt(
            "%(line)s: the customer has not approved drawing %(drawing)s revision %(revision)s.", **values)
